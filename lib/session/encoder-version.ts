export { encoderVersion } from '../ffmpeg/version.ts';
