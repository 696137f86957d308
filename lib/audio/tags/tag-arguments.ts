import type { OutputFormat } from '../../contract/formats.ts';
import type { Tags } from './tags.ts';

/** What makes a muxer write tags: OpusTags, Vorbis comments and LIST INFO it writes by itself. Raw AAC and PCM hold none. */
const HOLDING: Readonly<Partial<Record<OutputFormat, readonly string[]>>> = {
  opus: [],
  flac: [],
  wav: [],
  // Version 2.3, which every player reads; 2.4 some of Windows' and of cars' do not.
  mp3: ['-id3v2_version', '3'],
};

/** Whether a format has a place for tags. */
export const canHoldTags = (format: OutputFormat): boolean => HOLDING[format] !== undefined;

/**
 * ffmpeg's arguments for an answer with tags; none where there are no tags, or nowhere to put them. They belong behind the
 * encoder's, whose `-id3v2_version 0` they take back. A value is never an option, since its name stands before it.
 */
export function tagArguments(format: OutputFormat, tags: Tags): readonly string[] {
  const values = Object.entries(tags).filter(([, value]) => value !== '');
  const holding = HOLDING[format];
  if (!holding || values.length === 0) return [];
  return [...holding, ...values.flatMap(([name, value]) => ['-metadata', `${name}=${value}`])];
}
