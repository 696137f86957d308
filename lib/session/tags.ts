import { tagsAreThere } from '../audio/tags/all-there.ts';
import { tagsOf } from '../audio/tags/source-tags.ts';
import { canHoldTags } from '../audio/tags/tag-arguments.ts';
import { firstOf, type Tags } from '../audio/tags/tags.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { lookAt } from './head.ts';
import type { RecognisedSource } from './recognised-source.ts';

/** Bytes in which tags are looked for: behind that come pictures. */
const WITHIN = 65_536;

/**
 * Title, artist and album of a source, where the answer can hold them and they stand in front of the audio.
 *
 * @param index - of an MP4, all up to its end
 */
export async function sourceTags(
  { output_format }: TranscodeRequest,
  { audio, container, id3v2 }: RecognisedSource,
  index: Buffer | undefined,
): Promise<Tags> {
  if (!canHoldTags(output_format) || container === undefined) return {};
  const head = index ?? (await lookAt(audio, WITHIN, (bytes) => tagsAreThere(container, bytes)));
  // A FLAC's own comments are what its players show; MP3 and AAC have nothing else.
  return firstOf(tagsOf(container, head), id3v2());
}
