import type { Readable } from 'node:stream';

/** What is to be heard: a file, and where the same is served. */
export interface Source {
  readonly file: string;
  readonly url: string;
}

/** What a way has used of its machine up to now. */
export interface Usage {
  /** User and system time of all its processes, also of those that have ended. */
  readonly cpuSeconds: number;
  /** Of all its processes, what they share counted once (PSS of proc_pid_smaps_rollup(5)). */
  readonly megabytes: number;
}

/** One way from a file to Ogg Opus at 64 kbit/s. */
export interface Way {
  readonly name: string;
  /** The answer, from its first byte on. Its end is that of the audio; what goes wrong is an error of it. */
  readonly open: (source: Source) => Promise<Readable>;
  readonly usage: () => Usage;
  readonly close: () => Promise<void>;
}
