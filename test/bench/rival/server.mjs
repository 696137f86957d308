/**
 * `GET /?source_url=…`: the audio as Ogg Opus, as one would write it with fluent-ffmpeg. Prints its port.
 */
import { createServer } from 'node:http';
import installed from '@ffmpeg-installer/ffmpeg';
import ffmpeg from 'fluent-ffmpeg';

ffmpeg.setFfmpegPath(installed.path);

const server = createServer((request, response) => {
  const source = new URL(request.url ?? '/', 'http://localhost').searchParams.get('source_url') ?? '';
  response.writeHead(200, { 'Content-Type': 'audio/ogg' });
  const command = ffmpeg(source).noVideo().audioCodec('libopus').audioBitrate('64k').format('opus');
  command.on('error', () => response.destroy());
  response.on('close', () => command.kill('SIGKILL'));
  command.pipe(response);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('SIGTERM', () => process.exit());
