import { holdsAudio } from '../audio/header.ts';
import type { OutputFormat } from '../contract/formats.ts';
import type { HeldBack } from './hold-back.ts';

/** What came out up to and with the first audio; `ended` with what was held back when the encoder had no more. */
export type FirstAudio =
  | { readonly ended: false; readonly chunks: readonly Buffer[] }
  | { readonly ended: true; readonly chunks: readonly Buffer[]; readonly held: Buffer | undefined };

/**
 * Waits for audio behind the format's header bytes. An answer so short that all of it is held back is audio too.
 *
 * @returns `undefined` when the encoder ended without any
 */
export async function firstAudio(format: OutputFormat, output: HeldBack): Promise<FirstAudio | undefined> {
  const chunks: Buffer[] = [];
  for (;;) {
    const next = await output.next();
    if (next.done) {
      const held = next.value;
      const whole = Buffer.concat(held ? [...chunks, held] : chunks);
      return holdsAudio(format, whole) ? { ended: true, chunks, held } : undefined;
    }
    chunks.push(next.value);
    if (holdsAudio(format, Buffer.concat(chunks))) return { ended: false, chunks };
  }
}
