import { DOCUMENTS } from './documents.ts';
import { FILMS } from './films.ts';
import type { Foreign } from './kind.ts';
import { PLAYLISTS } from './playlists.ts';
import { SOUND } from './sound.ts';

/** Text is last: whatever else is text has said so before. */
const FOREIGN: readonly Foreign[] = [...SOUND, ...FILMS, ...PLAYLISTS, ...DOCUMENTS];

/**
 * What a source is that holds no audio, or none that is decoded.
 *
 * @returns what completes "The source is …"; `undefined` where nothing is known against it
 */
export const foreign = (bytes: Buffer): string | undefined => FOREIGN.find(({ matches }) => matches(bytes))?.what;
