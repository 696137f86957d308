// Once more, against environments that are the container image.
import '../../integration/operations.test.ts';
