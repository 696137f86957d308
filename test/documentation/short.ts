type Variables = Readonly<Record<string, string>>;

/** How a trial of docs/reliability.md is made short, and what it says of the numbers that it was given. */
interface Short {
  readonly variables: Variables;
  /** Behind `--`: which of its tests, where the others read none of the variables. */
  readonly only?: string;
  readonly says: (given: Variables) => readonly string[];
}

/** By script. */
export const SHORT: Readonly<Record<string, Short>> = {
  'trial:kills': {
    variables: { KILL_POINTS: '2' },
    says: ({ KILL_SEED }) => [`seed ${KILL_SEED}, 1 with ranges`, `seed ${KILL_SEED}, 1 without ranges`],
  },
  'trial:requests': {
    // Fifty environments take longer to start than to answer.
    variables: { TORTURE_REQUESTS: '8', TORTURE_ENVIRONMENTS: '4' },
    says: () => ['8 requests: before'],
  },
  'trial:chaos': { variables: { CHAOS_MOMENTS: '1' }, says: () => ['1 streams; '] },
  'trial:seams': {
    variables: { SEAM_MINUTES: '0.2', SEAM_SECONDS: '5' },
    only: 'pcm',
    // How many seams that makes, the trial itself knows: a machine that falls silent adds one.
    says: () => ['pcm: 0.2 minutes broken every 5 s'],
  },
  'trial:load': {
    // As much as is heard: what has to be held is no measure here.
    variables: { LOAD_STREAMS: '2', LOAD_SECONDS: '2', LOAD_REQUESTS: '4', LOAD_LEAST_MS: '-100000' },
    only: 'listeners hear|leave the service',
    says: () => ['2 paced listeners', '2 listeners hear 2 s', '4 requests: before'],
  },
  'trial:memory': {
    // Enough of it for what the test wants to have measured.
    variables: { MEMORY_BYTES: '1000000000' },
    only: 'Gigabytes',
    says: () => ['a source of 1 GB'],
  },
  'fuzz:inputs': {
    // The file of the page takes twenty seconds.
    variables: { FUZZ_INPUTS: '1', FUZZ_FROM: '2' },
    says: () => ['all: 1, in', 'number 2'],
  },
  'fuzz:requests': { variables: { FUZZ_REQUESTS: '3' }, says: () => ['all: 3, in'] },
  'fuzz:filters': {
    variables: { FUZZ_STRINGS: '200', FUZZ_RUN: '2' },
    says: () => ['seed 1: 200 strings', ' 2 run'],
  },
};

/** Those of which nothing short can be made. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  torture: 'runs whole folders of tests, which CI has run',
  'fuzz:sanitized': 'builds an ffmpeg for minutes; what it runs is fuzz:inputs',
};
