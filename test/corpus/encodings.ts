/** What Debian's ffmpeg can write of the inputs that the service takes: the extension, a name for the variant, and how. */

const codec = (name: string, ...more: string[]): readonly string[] => ['-c:a', name, ...more];
const each = (muxer: string, extension: string, ...codecs: string[]) =>
  codecs.map((name) => [`${name}.${extension}`, [...codec(name), '-f', muxer]] as const);

const LITTLE = ['pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le'];
const BIG = ['pcm_s8', 'pcm_s16be', 'pcm_s24be', 'pcm_s32be', 'pcm_f32be', 'pcm_f64be'];
const LAW = ['pcm_alaw', 'pcm_mulaw'];

const mp3 = (name: string, ...options: string[]) =>
  [`${name}.mp3`, [...codec('libmp3lame'), ...options, '-f', 'mp3']] as const;
const aac = (extension: string, muxer: string, ...options: string[]) =>
  [
    `aac${options.length > 0 ? '-first' : ''}.${extension}`,
    [...codec('aac', '-b:a', '64k', '-aac_pns', '0'), ...options, '-f', muxer],
  ] as const;
/** The sound of a film, with a picture beside it. */
const film = (name: string, picture: string, sound: string, muxer: string) =>
  [name, ['-c:v', picture, ...codec(sound), '-f', muxer]] as const;

/** Sound alone: arguments between the input and the file. */
export const SOUND = new Map<string, readonly string[]>([
  ...each(
    'wav',
    'wav',
    'pcm_u8',
    ...LITTLE,
    'pcm_s64le',
    ...LAW,
    'adpcm_ima_wav',
    'adpcm_ms',
    'adpcm_yamaha',
    'libmp3lame',
  ),
  ['adpcm_g722.wav', [...codec('adpcm_g722', '-ar', '16000', '-ac', '1'), '-f', 'wav']],
  ['adpcm_g726.wav', [...codec('adpcm_g726', '-ar', '8000', '-ac', '1', '-b:a', '32k'), '-f', 'wav']],
  ['rf64.wav', [...codec('pcm_s16le', '-rf64', 'always'), '-f', 'wav']],
  ...each('w64', 'w64', ...LITTLE, ...LAW, 'adpcm_ima_wav'),
  ...each('aiff', 'aiff', ...BIG, 'pcm_s16le', ...LAW, 'adpcm_ima_qt'),
  ...each('au', 'au', ...BIG, ...LAW),
  ...each('caf', 'caf', ...BIG, ...LITTLE, ...LAW, 'alac', 'adpcm_ima_qt'),
  ...each('mov', 'mov', 'pcm_s16be', 'pcm_s24le', 'pcm_f32le', 'alac', 'adpcm_ima_qt', 'pcm_mulaw'),
  ['alac.m4a', [...codec('alac'), '-f', 'ipod']],
  ['alac-24.m4a', [...codec('alac', '-sample_fmt', 's32p'), '-f', 'ipod']],
  aac('m4a', 'ipod'),
  aac('m4b', 'ipod', '-movflags', '+faststart'),
  aac('3gp', '3gp'),
  aac('mp4', 'mp4', '-movflags', '+frag_keyframe+empty_moov'),
  aac('mka', 'matroska'),
  aac('aac', 'adts'),
  mp3('mpeg-1-joint', '-b:a', '128k'),
  mp3('mpeg-1-stereo', '-joint_stereo', '0', '-b:a', '192k'),
  mp3('mpeg-1-mono', '-ac', '1', '-ar', '32000', '-b:a', '64k'),
  mp3('mpeg-2', '-ar', '22050', '-b:a', '64k'),
  mp3('mpeg-2.5', '-ar', '8000', '-ac', '1', '-b:a', '16k'),
  mp3('vbr', '-q:a', '4'),
  mp3('without-info', '-b:a', '96k', '-write_xing', '0'),
  mp3('apev2', '-b:a', '96k', '-write_apetag', '1', '-metadata', 'title=Ape'),
  ['layer2.mp2', [...codec('mp2'), '-f', 'mp2']],
  ...each('asf', 'wma', 'wmav1', 'wmav2'),
  ...each('ac3', 'ac3', 'ac3', 'ac3_fixed'),
  ...each('eac3', 'eac3', 'eac3'),
  ...each(
    'matroska',
    'mka',
    'flac',
    'libvorbis',
    'libopus',
    'pcm_s24le',
    'pcm_f32le',
    'ac3',
    'libmp3lame',
    'mp2',
    'alac',
  ),
  ...each('webm', 'webm', 'libvorbis', 'libopus'),
  ...each('ogg', 'ogg', 'libvorbis', 'libopus', 'flac'),
  ...each('flac', 'flac', 'flac'),
  ['flac-24.flac', [...codec('flac', '-sample_fmt', 's32'), '-f', 'flac']],
]);

/** Films, whose sound is what is heard. */
export const FILMS = new Map<string, readonly string[]>([
  film('film.mp4', 'libx264', 'aac', 'mp4'),
  film('film.mkv', 'mpeg4', 'ac3', 'matroska'),
  film('film.mov', 'mjpeg', 'pcm_s16le', 'mov'),
]);
