import type { SampleEntry } from './sample-entry.ts';

/** MPEG-4's AAC, and MPEG-2's of three profiles (ISO 14496-1, table 5). */
const AAC_OBJECTS: ReadonlySet<number> = new Set([0x40, 0x66, 0x67, 0x68]);

/** ffmpeg's codecs of other object types (the MP4 registration authority's, `ff_mp4_obj_type` in libavformat/isom_tags.c). */
const OBJECTS: Readonly<Record<number, string>> = {
  ...{ 105: 'mp3', 107: 'mp3', 165: 'ac3', 166: 'eac3', 169: 'dts', 173: 'opus', 193: 'flac', 221: 'vorbis' },
};

export const aacObject = (type: number): boolean => AAC_OBJECTS.has(type);

/** The codec of an `mp4a`. */
export const objectCodec = (type: number): string | undefined => (aacObject(type) ? 'aac' : OBJECTS[type]);

/** The types of other entries (`ff_codec_movaudio_tags` in libavformat/isom_tags.c). */
const TYPES: Readonly<Record<string, string>> = {
  ...{ '.mp3': 'mp3', alac: 'alac', Opus: 'opus', fLaC: 'flac', 'ac-3': 'ac3', 'ec-3': 'eac3', samr: 'amr_nb' },
  ...{ sawb: 'amr_wb', ulaw: 'pcm_mulaw', alaw: 'pcm_alaw', ima4: 'adpcm_ima_qt', 'ms\0\x02': 'adpcm_ms' },
  ...{ 'ms\0\x11': 'adpcm_ima_wav', 'ms\0U': 'mp3', in24: 'pcm_s24be', in32: 'pcm_s32be', fl32: 'pcm_f32be' },
  ...{ fl64: 'pcm_f64be' },
};

/** Flags of `lpcm` (Apple, "QuickTime File Format", `kAudioFormatFlag…`). */
const FLOAT = 1;
const BIG = 2;

/**
 * The codec of an entry of another type; of PCM by its bits.
 *
 * @param isLittle - QuickTime's `enda`, which turns the order of the types that have one
 */
export function soundCodec(type: string, { bits, flags }: SampleEntry, isLittle: boolean): string | undefined {
  if (type === 'raw ') return bits === 16 ? 'pcm_s16be' : 'pcm_u8';
  if (type === 'twos') return bits === 8 ? 'pcm_s8' : 'pcm_s16be';
  if (type === 'sowt') return bits === 8 ? 'pcm_s8' : 'pcm_s16le';
  if (type === 'lpcm') return `pcm_${flags & FLOAT ? 'f' : 's'}${bits}${flags & BIG ? 'be' : 'le'}`;
  const codec = TYPES[type];
  return isLittle && codec?.startsWith('pcm_') ? codec.replace(/be$/, 'le') : codec;
}
