import type { Container } from '../container.ts';
import { asfTags } from './asf.ts';
import { cafTags } from './caf.ts';
import { flacTags } from './flac.ts';
import { matroskaTags } from './matroska.ts';
import { movTags } from './mov.ts';
import { oggTags } from './ogg.ts';
import { aiffTags, wavTags } from './riff.ts';
import type { Tags } from './tags.ts';

/** MP3, AAC, AC-3 and E-AC-3 have none but ID3v2's, which `id3v2Reader` reads; Wave64 and AU have none. */
const READERS: Readonly<Partial<Record<Container, (head: Buffer) => Tags>>> = {
  ...{ flac: flacTags, ogg: oggTags, wav: wavTags, aiff: aiffTags, caf: cafTags, asf: asfTags },
  ...{ mov: movTags, matroska: matroskaTags },
};

/**
 * Title, artist and album of a source, as lines of text of at most 1 KB each.
 *
 * @param head - its first bytes without ID3v2 tags; of an MP4, up to the end of its index
 */
export const tagsOf = (container: Container, head: Buffer): Tags => READERS[container]?.(head) ?? {};
