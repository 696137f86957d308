import { readFileSync } from 'node:fs';

/** How often a running environment is looked at; who takes memory and returns it between two looks is not seen. */
const LOOK_MILLISECONDS = 250;

/** Of every Linux that Node runs on but a few on arm64; there more is counted, never less. */
const PAGE_BYTES = 4096;

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** What a process and all that it has started hold in memory, in bytes; what they share is counted for each of them. */
export function memoryOf(pid: number): number {
  // The second field is what is resident: proc_pid_statm(5).
  const own = Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES;
  // Of its main thread, which is the one that starts processes in Node.
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  return children.map(Number).reduce((sum, child) => sum + memoryOf(child), own);
}

/** Looks at an environment's memory. */
export interface MemoryWatch {
  /** The most that was seen since the environment began, in bytes: that is Lambda's "Max Memory Used", too. */
  peak(): number;
  /** Looks now and then, until it is stopped. */
  start(): void;
  /** Looks once more. */
  stop(): void;
}

/**
 * @param limitBytes - what the function may have: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 * @param onExceeded - told once, when it has more; never where there is no /proc
 */
export function watchMemory(pid: number | undefined, limitBytes: number, onExceeded: () => void): MemoryWatch {
  let peak = 0;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  function look(): void {
    if (pid === undefined || isOver) return;
    peak = Math.max(peak, memoryOf(pid));
    isOver = peak > limitBytes;
    if (isOver) onExceeded();
  }
  return {
    peak: () => peak,
    start() {
      clearInterval(timer);
      timer = setInterval(look, LOOK_MILLISECONDS).unref();
    },
    stop() {
      clearInterval(timer);
      look();
    },
  };
}
