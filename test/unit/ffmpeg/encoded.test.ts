import { expect, test } from 'vitest';
import { encodedSeconds, wroteNothing } from '../../../lib/ffmpeg/encoded.ts';

const line = (time: string) => `video:0KiB audio:0KiB\nsize=       2KiB time=${time} bitrate=N/A speed=N/A    \n`;

test.for<[string, number | undefined, boolean]>([
  [line('00:00:01.37'), 1.37, false],
  [line('02:01:00.50'), 7260.5, false],
  [line('00:00:00.00'), 0, false],
  // FFmpeg 7 and 5, where only a filter's pad has come out.
  [line('N/A'), 0, true],
  [line('-577014:32:22.77'), 0, true],
  ['', undefined, false],
  [`    title  : size= 1KiB time=N/A x\n${line('00:00:03.00')}`, 3, false],
])('What an encoder says of what it has written: %j', ([messages, seconds, nothing]) => {
  expect([encodedSeconds(messages), wroteNothing(messages)]).toEqual([seconds, nothing]);
});
