import type { Signature } from '../signature.ts';

/** Something that people send and that is not decoded. */
export interface Foreign {
  /** Completes "The source is …": what it is, and what helps where something does. */
  readonly what: string;
  readonly matches: Signature;
}
