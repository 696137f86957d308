/** Where the body of a streamed answer goes on its way to the caller. */
export interface Outlet {
  /** @returns whether the caller takes more */
  write(chunk: Buffer): boolean;
  /** Calls back when all that was written is through. */
  end(finish: () => void): void;
}

/** Keeps each small chunk until the next one, or the end, comes: nothing is sent before it would be on AWS at the worst. */
export function holdSmall(next: Outlet, smallBytes: number): Outlet {
  let held: Buffer | undefined;

  function flush(): boolean {
    const chunk = held;
    held = undefined;
    return chunk === undefined || next.write(chunk);
  }

  return {
    write(chunk) {
      const takesMore = flush();
      if (chunk.length >= smallBytes) return next.write(chunk);
      held = chunk;
      return takesMore;
    },
    end(finish) {
      flush();
      next.end(finish);
    },
  };
}
