// Once more, against environments that are the container image.
import '../../integration/transcode/formats.test.ts';
