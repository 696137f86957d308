import { gzipSync } from 'node:zlib';
import { FINAL, LATE, NO_AUDIO, type Row, row, WHOLE } from './row.ts';
import { CHUNKED, drip, head, onRequest, says } from './wire.ts';

/** An ID3v2 tag that claims so many bytes behind its header. */
function tag(claims: number, holds = claims): Buffer {
  const size = [21, 14, 7, 0].map((shift) => (claims >> shift) & 0x7f);
  return Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), Buffer.from(size), Buffer.alloc(holds)]);
}

/** All of it with its length, and a type that promises audio. */
const typed = (body: string | Buffer): Row['server'] =>
  says(head('200 OK', 'Content-Type: audio/mpeg', `Content-Length: ${Buffer.byteLength(body)}`), Buffer.from(body));

const nothing = (what: string, body: string | Buffer): Row => row(what, NO_AUDIO, typed(body));

/** The file's first bytes, and a length that says no more. */
const start = (bytes: number): Row['server'] =>
  onRequest((socket, _asked, { file }) => {
    socket.write(head('200 OK', `Content-Length: ${bytes}`));
    socket.end(file.subarray(0, bytes));
  });

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');

/** Whole and in good order, but no audio: what it is said to be counts for nothing. */
export const CONTENTS: readonly Row[] = [
  nothing('an empty body', ''),
  row('an empty body without a length', NO_AUDIO, says(head('200 OK'))),
  row('an empty body in chunks', NO_AUDIO, says(head('200 OK', CHUNKED), '0\r\n\r\n')),
  row(
    'an empty part',
    NO_AUDIO,
    says(head('416 Range Not Satisfiable', 'Content-Range: bytes */0', 'Content-Length: 0')),
  ),
  row(
    'a length of 0, and a body',
    NO_AUDIO,
    onRequest((socket, _asked, { file }) => {
      socket.write(head('200 OK', 'Content-Length: 0'));
      socket.end(file);
    }),
  ),
  row(
    'tags without an end',
    [NO_AUDIO, FINAL, LATE],
    onRequest((socket) => {
      socket.write(head('200 OK'));
      drip(socket, 20, () => Buffer.concat(Array.from({ length: 100 }, () => tag(200))));
    }),
    { waits: 20 },
  ),
  row(
    'zeros without an end',
    [NO_AUDIO, FINAL, LATE],
    onRequest((socket) => {
      socket.write(head('200 OK', 'Content-Type: audio/mpeg'));
      drip(socket, 20, () => Buffer.alloc(100_000));
    }),
    { waits: 0 },
  ),
  row(
    'a web page without an end',
    NO_AUDIO,
    onRequest((socket) => {
      socket.write(head('200 OK', 'Content-Type: audio/mpeg'));
      drip(socket, 20, () => '<p>and more</p>\n'.repeat(1000));
    }),
  ),
  nothing('one byte', 'I'),
  nothing('a line feed', '\n'),
  nothing('a tag of 10 bytes', tag(0)),
  nothing('a tag of 300 KB', tag(300_000)),
  nothing('a tag that claims 256 MB and holds 10 KB', tag(0x0fff_ffff, 10_000)),
  nothing('a hundred tags', Buffer.concat(Array.from({ length: 100 }, () => tag(100)))),
  nothing('100 KB of zeros', Buffer.alloc(100_000)),
  nothing('a web page', '<!DOCTYPE html>\n<html><head><title>Too many connections</title></head></html>'),
  nothing(
    'a web page behind a byte order mark and white space',
    '\ufeff\r\n\r\n  <html><body>Please log in to this Wi-Fi</body></html>',
  ),
  nothing('a web page in UTF-16', Buffer.from('\ufeff<html><body>nothing here</body></html>', 'utf16le')),
  nothing('XML of S3', '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'),
  nothing('JSON', '{"error":"not found","file:///etc/passwd":1}'),
  nothing('a playlist', '#EXTM3U\n#EXTINF:10,\nhttp://169.254.169.254/latest/meta-data/\n'),
  nothing('a playlist of HLS', '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'),
  nothing('a playlist of Winamp', '[playlist]\nNumberOfEntries=1\nFile1=file:///etc/passwd\n'),
  nothing('a list for ffmpeg', "ffconcat version 1.0\nfile '/etc/passwd'\n"),
  nothing(
    'a DASH manifest',
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>file:///etc/passwd</BaseURL></MPD>',
  ),
  nothing(
    'a session description',
    'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nm=audio 9000 RTP/AVP 0\r\n',
  ),
  nothing('a picture', PNG),
  nothing('a PDF', '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n'),
  nothing('a ZIP', Buffer.concat([Buffer.from('PK\x03\x04\x14\0', 'latin1'), Buffer.alloc(500, 7)])),
  nothing('an executable', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'), Buffer.alloc(500)])),
  nothing('a script', '#!/bin/sh\necho audio\n'),
  row(
    'an MP3 in gzip that nobody mentions',
    NO_AUDIO,
    onRequest((socket, _asked, { file }) => {
      socket.write(head('200 OK', 'Content-Type: audio/mpeg'));
      socket.end(gzipSync(file, { level: 1 }));
    }),
  ),
  row('a WAV header and no more', NO_AUDIO, start(44), { media: 'wav' }),
  row('a FLAC header and no more', NO_AUDIO, start(42), { media: 'flac' }),
  row('the first page of an Ogg', NO_AUDIO, start(58), { media: 'vorbis' }),
  row('the first box of an MP4', NO_AUDIO, start(28), { media: 'm4a' }),
  row('the index of an MP4 and no audio', NO_AUDIO, start(2_000), { media: 'm4a' }),
  nothing(
    'an MP4 box that claims 2 GB',
    Buffer.from(
      '0000001866747970 4d344120 00000000 4d344120 69736f6d 7fffffff6d6f6f76 00000000'.replaceAll(' ', ''),
      'hex',
    ),
  ),
  row(
    'an MP3 that is called a web page',
    WHOLE,
    onRequest((socket, _asked, { file }) => {
      socket.write(
        head('200 OK', 'Content-Type: text/html; charset=utf-8', 'Content-Disposition: attachment; filename="a.exe"'),
      );
      socket.end(file);
    }),
  ),
];
