import type { Container } from '../container.ts';
import { adtsCoding } from './adts.ts';
import type { CodedBytes, SourceCoding } from './coding.ts';
import { ac3Coding, eac3Coding } from './dolby.ts';
import { flacCoding } from './flac.ts';
import { matroskaCoding } from './matroska.ts';
import { movCoding } from './mov.ts';
import { mpegCoding } from './mpeg.ts';
import { oggCoding } from './ogg.ts';
import { aiffCoding, auCoding, cafCoding } from './plain.ts';
import { asfCoding, w64Coding, wavCoding } from './wave.ts';

const CODINGS: Readonly<Record<Container, (bytes: CodedBytes) => SourceCoding | undefined>> = {
  ...{ mp3: mpegCoding, aac: adtsCoding, flac: flacCoding, ogg: oggCoding, wav: wavCoding, w64: w64Coding },
  ...{ mov: movCoding, matroska: matroskaCoding, aiff: aiffCoding, asf: asfCoding, ac3: ac3Coding, eac3: eac3Coding },
  ...{ caf: cafCoding, au: auCoding },
};

/**
 * How the audio of a source is coded: of several streams, the first that is audio, which is the one that is transcoded.
 *
 * @param head - its first bytes without ID3v2 tags; of an MP4, up to the end of its index
 * @param length - bytes of all of it, from `head`'s first on, where they are known
 * @param duration - seconds of all of it, where they are known exactly: without them some bitrates are the head's own
 * @returns `undefined` where the head does not tell (yet)
 */
export function codingOf(
  container: Container,
  head: Buffer,
  length: number | undefined,
  duration: number | undefined,
): SourceCoding | undefined {
  return CODINGS[container]({ head, length, duration });
}
