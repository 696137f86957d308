import type { OutputFormat } from '../contract/formats.ts';
import type { TranscodeRequest } from '../contract/request.ts';

/** How each format is encoded and framed: the arguments between the input and `pipe:1`. */
const ENCODERS: Readonly<Record<OutputFormat, (request: TranscodeRequest) => readonly string[]>> = {
  opus: ({ bitrate = 96, low_latency }) => [
    ...['-c:a', 'libopus', '-b:a', `${bitrate}k`],
    // 20 ms frames either way; `lowdelay` drops the look-ahead and the speech modes. Complexity 5 of 10: 21 % less CPU.
    ...['-application', low_latency ? 'lowdelay' : 'audio', '-frame_duration', '20', '-compression_level', '5'],
    // The muxer holds a whole page back, so the first audio leaves after two: a tenth of a second each, instead of one.
    ...(low_latency ? ['-page_duration', '100000'] : []),
    ...['-f', 'opus'],
  ],
  aac: ({ bitrate = 128 }) => ['-c:a', 'aac', '-b:a', `${bitrate}k`, '-f', 'adts'],
  // Neither tag nor Xing frame: both would be audio-less bytes in front, and the latter wants to be rewritten at the end.
  mp3: ({ bitrate = 128 }) => [
    ...['-c:a', 'libmp3lame', '-b:a', `${bitrate}k`],
    ...['-id3v2_version', '0', '-write_xing', '0', '-f', 'mp3'],
  ],
  pcm: () => ['-c:a', 'pcm_s16le', '-f', 's16le'],
  flac: () => ['-c:a', 'flac', '-f', 'flac'],
  wav: () => ['-c:a', 'pcm_s16le', '-f', 'wav'],
};

/** The encoder's and muxer's arguments for a request. */
export const encoderArguments = (request: TranscodeRequest): readonly string[] => [
  ...['-ar', String(request.sample_rate), '-ac', String(request.channels)],
  ...ENCODERS[request.output_format](request),
];
