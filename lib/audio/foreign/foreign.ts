import { DOCUMENTS } from './documents.ts';
import { FILMS } from './films.ts';
import type { Foreign } from './kind.ts';
import { loas } from './loas.ts';
import { PLAYLISTS } from './playlists.ts';
import { SOUND } from './sound.ts';
import { TEXTS } from './text.ts';

/** Known by bytes that hardly come together by chance, where a stream is joined in the middle of anything. */
const SIGNED: readonly Foreign[] = [...SOUND, ...FILMS, ...PLAYLISTS, ...DOCUMENTS];

/** Known by what follows. Text is last: whatever else is text has said so before. */
const UNSIGNED: readonly Foreign[] = [
  { what: 'AAC in LOAS/LATM, which Sluice does not decode; put it into ADTS or MP4', matches: loas },
  ...TEXTS,
];

const named =
  (kinds: readonly Foreign[]) =>
  (bytes: Buffer): string | undefined =>
    kinds.find(({ matches }) => matches(bytes))?.what;

/**
 * What a source is that holds no audio, or none that is decoded, by a signature in its first bytes.
 *
 * @returns what completes "The source is …"; `undefined` where nothing is known against it
 */
export const foreign = named(SIGNED);

/**
 * The same of what has no signature, by all the bytes that were looked at. To refuse a source takes evidence: what only
 * may be no audio is left to ffmpeg.
 */
export const foreignThroughout = named(UNSIGNED);
