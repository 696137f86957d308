/** A trial at its length: how it is called, and what has to come of it. */
export interface Trial {
  readonly name: string;
  /** Behind `npm run`. */
  readonly script: string;
  /** What makes it long. */
  readonly variables: Readonly<Record<string, string>>;
  readonly criterion: string;
}

export const TRIALS: readonly Trial[] = [
  {
    name: 'load',
    script: 'trial:load',
    variables: { LOAD_STREAMS: '50', LOAD_SECONDS: '600', LOAD_REQUESTS: '10000', LOAD_LEAST_MS: '0' },
    criterion: 'every byte right, a buffer of 200 ms never dry; all callers served in turn; nothing grows',
  },
  {
    name: 'torture',
    script: 'torture',
    variables: { KILL_POINTS: '3000', KILL_SEED: '3', CHAOS_MOMENTS: '200', CHAOS_SEED: '7', FAULT_ROUNDS: '20' },
    criterion: 'an answer that tells; behind it nothing lost, and the next request answered',
  },
  {
    name: 'damaged',
    script: 'fuzz:inputs',
    variables: { FUZZ_INPUTS: '10000', FUZZ_SEED: '3' },
    criterion: 'a refusal, a break, or an answer that decodes; nothing left behind',
  },
  {
    name: 'sanitized',
    script: 'fuzz:sanitized',
    variables: { FUZZ_INPUTS: '10000', FUZZ_SEED: '6' },
    criterion: 'the same, and no report of a sanitizer',
  },
  {
    name: 'generated',
    script: 'fuzz:requests',
    variables: { FUZZ_REQUESTS: '10000', FUZZ_SEED: '3' },
    criterion: 'what was asked for, or an error as it is described; never 500',
  },
  {
    name: 'filters',
    script: 'fuzz:filters',
    variables: {},
    criterion: 'what is allowed runs, touches nothing, and is what it was meant to be',
  },
  {
    name: 'requests',
    script: 'trial:requests',
    variables: { TORTURE_REQUESTS: '10000' },
    criterion: 'the emulator holds what it held before',
  },
  {
    name: 'memory',
    script: 'trial:memory',
    variables: { MEMORY_BYTES: '4000000000' },
    criterion: 'an environment grows by nothing, whatever goes through it',
  },
  {
    name: 'seams',
    script: 'trial:seams',
    variables: { SEAM_MINUTES: '180', SEAM_SECONDS: '60' },
    criterion: 'three hours over a service that dies every minute are the undisturbed ones',
  },
];
