/** What is known of a file without reading it through. */
export interface KnownBytes {
  /** Its first bytes without ID3v2 tags: up to 64 KiB. */
  readonly head: Buffer;
  /** Its last bytes: up to 64 KiB. */
  readonly tail: Buffer | undefined;
  /** Bytes of all of it, from `head`'s first on. */
  readonly length: number | undefined;
}

/** Seconds that `samples` last, or `undefined` where one of the two cannot be. */
export function seconds(samples: number | undefined, sampleRate: number): number | undefined {
  if (samples === undefined || !Number.isSafeInteger(samples) || samples < 0) return undefined;
  const all = samples / sampleRate;
  return sampleRate > 0 && Number.isFinite(sampleRate) && Number.isFinite(all) ? all : undefined;
}
