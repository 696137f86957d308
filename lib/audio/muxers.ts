import type { OutputFormat } from '../contract/formats.ts';
import type { TranscodeRequest } from '../contract/request.ts';

/** How each format is framed, whoever has encoded it. */
const MUXERS: Readonly<Record<OutputFormat, (request: TranscodeRequest) => readonly string[]>> = {
  // The muxer holds a whole page back, so the first audio leaves after two: 60 ms each, instead of a second.
  opus: ({ low_latency }) => [...(low_latency ? ['-page_duration', '60000'] : []), '-f', 'opus'],
  aac: () => ['-f', 'adts'],
  // Neither tag nor info frame: the latter wants to be rewritten at the end, and `leadingBytes` has one for a stream.
  mp3: () => ['-id3v2_version', '0', '-write_xing', '0', '-f', 'mp3'],
  pcm: () => ['-f', 's16le'],
  // Without the 8 KiB in which somebody may write tags later: a stream has no later.
  flac: () => ['-metadata_header_padding', '0', '-f', 'flac'],
  wav: () => ['-f', 'wav'],
};

/** The muxer's arguments for a request. */
export const muxerArguments = (request: TranscodeRequest): readonly string[] => MUXERS[request.output_format](request);
