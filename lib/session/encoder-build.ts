export { encoderDigest } from '../ffmpeg/digest.ts';
export { encoderVersion } from '../ffmpeg/version.ts';
