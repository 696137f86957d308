/** An answer whose body nobody has read yet. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The chunks as they arrive. It throws where the answer breaks off. To be iterated, or ended by `cancel`. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Idempotent. */
  readonly cancel: () => void;
}

export interface Ask {
  readonly endpoint: 'transcode' | 'health' | 'metrics';
  readonly method: 'GET' | 'POST';
  /** As in `/transcode`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** Carries a call to the service, once. It throws what the network or the SDK throws, and `signal.reason`. */
export type Transport = (ask: Ask) => Promise<Answer>;
