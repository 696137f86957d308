import { describe, expect, test } from 'vitest';
import { recognise, recogniseFurther } from '../../../lib/audio/container.ts';

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

const riff = (form: string): Buffer => bytes('RIFF', [0x24, 0x10, 0, 0], form);
const BOM = [0xef, 0xbb, 0xbf];
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

test.for<[RegExp, Buffer]>([
  [/Monkey’s Audio/, bytes('MAC ', [0x96, 0x0f, 0, 0])],
  [/Musepack/, bytes('MP+', [7])],
  [/Musepack/, bytes('MPCKSH')],
  [/WavPack/, bytes('wvpk', [0x82, 0x12, 0, 0])],
  [/True Audio/, bytes('TTA1', [1, 0])],
  [/OptimFROG/, bytes('OFR ', [0x0f, 0, 0, 0])],
  [/TAK/, bytes('tBaK', [1])],
  [/Shorten/, bytes('ajkg', [2])],
  [/DSF/, bytes('DSD ', [0x1c, 0])],
  [/DSDIFF/, bytes('FRM8', [0, 0])],
  [/AMR/, bytes('#!AMR\n', [0x3c])],
  [/AMR/, bytes('#!AMR-WB\n', [0x04])],
  [/raw DTS/, bytes([0x7f, 0xfe, 0x80, 0x01])],
  [/raw DTS/, bytes([0xff, 0x1f, 0x00, 0xe8])],
  [/RealAudio/, bytes('.ra', [0xfd, 0, 4])],
  [/QCP/, riff('QLCMfmt ')],
  [/Creative Voice/, bytes('Creative Voice File', [0x1a])],
  [/8SVX/, bytes('FORM', [0, 0, 1, 0], '8SVXVHDR')],
  [/SPHERE/, bytes('NIST_1A\n   1024\n')],
  [/OpenMG/, bytes('EA3', [1, 0, 0x60])],
  [/MIDI/, bytes('MThd', [0, 0, 0, 6])],
  [/MIDI/, riff('RMIDdata')],
  [/SMAF/, bytes('MMMD', [0, 0])],
  [/tracker/, bytes('Extended Module: song')],
  [/tracker/, bytes('IMPMsong')],
  [/tracker/, bytes('a song'.padEnd(28, '\0'), [0x1a, 0x10], Array(14).fill(0), 'SCRM')],
  [/Commodore/, bytes('PSID', [0, 2])],
  [/Audible book, which is encrypted/, bytes([0, 0, 0, 40], [0x57, 0x90, 0x75, 0x36])],
  [/Audible book, which is encrypted/, bytes([0, 0, 0, 36], 'ftypaax ')],
  [/AVI/, riff('AVI LIST')],
  [/transport stream/, bytes([0x47, 0x40, 0x00, 0x10, 0x00])],
  [/transport stream/, bytes([0x47, 0x40, 0x11, 0x10, 0x00])],
  [/program stream/, bytes([0, 0, 1, 0xba, 0x44])],
  [/MPEG video/, bytes([0, 0, 1, 0xb3])],
  [/Flash/, bytes('FLV', [1, 5])],
  [/RealMedia/, bytes('.RMF', [0, 0])],
  [/HLS/, bytes('#EXTM3U\n#EXT-X-VERSION:3\n')],
  [/DASH/, bytes(XML, '<MPD xmlns="x">')],
  [/^a playlist, /, bytes('#EXTM3U\n#EXTINF:123,Song\n')],
  [/^a playlist, /, bytes(BOM, '[playlist]\n')],
  [/ASX/, bytes('<ASX version="3.0">')],
  [/XSPF/, bytes(XML, '<playlist version="1">')],
  [/SMIL/, bytes('<smil>')],
  [/feed/, bytes(XML, '<rss version="2.0">')],
  [/list of addresses/, bytes('http://radio.example:8000/')],
  [/web page/, bytes('\n <!DOCTYPE html>')],
  [/web page/, bytes('<HTML lang="en">')],
  [/SVG/, bytes('<svg xmlns="x">')],
  [/XML/, bytes('<?xml version="1.0"?><a/>')],
  [/subtitles/, bytes('WEBVTT\n\n')],
  [/subtitles/, bytes('1\r\n00:00:01,000 --> 00:00:02,000')],
  [/picture/, bytes([0xff, 0xd8, 0xff, 0xe0])],
  [/picture/, bytes([0x89], 'PNG\r\n\x1a\n')],
  [/picture/, bytes('GIF89a')],
  [/picture/, riff('WEBPVP8 ')],
  [/picture/, bytes([0, 0, 0, 24], 'ftypheic')],
  [/picture/, bytes([0, 0, 0, 24], 'ftypavif')],
  [/picture/, bytes('II*\0')],
  [/PDF/, bytes('%PDF-1.7')],
  [/PostScript/, bytes('%!PS-Adobe')],
  [/Office/, bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
  [/archive/, bytes('PK', [3, 4])],
  [/archive/, bytes('7z', [0xbc, 0xaf, 0x27, 0x1c])],
  [/archive/, bytes('Rar!', [0x1a, 7])],
  [/archive/, bytes([0x1f, 0x8b, 8])],
  [/archive/, bytes('BZh91AY&SY')],
  [/torrent/, bytes('d8:announce35:http')],
  [/program/, bytes([0x7f], 'ELF', [2, 1, 1])],
  [/program/, bytes('MZ', [0x90, 0, 3, 0, 0, 0, 4, 0])],
  [/SQLite/, bytes('SQLite format 3\0')],
])('%s', ([what, start]) => {
  expect(recognise(start)).toEqual({ kind: 'other', what: expect.stringMatching(what) });
});

test('what is not looked at tells nothing', () => {
  const zeros = Buffer.alloc(200);
  zeros.write('SCRM', 100, 'latin1');
  expect(recognise(zeros)).toEqual({ kind: 'unknown' });
});

/** A frame of LOAS of so many bytes behind its header. */
const loas = (length: number): Buffer => bytes([0x56, 0xe0 | (length >> 8), length & 0xff], Array(length).fill(0x21));
/** What LAME fills a frame with that has nothing else to hold. */
const PADDING = 'LAME3.100'.padEnd(200, 'U');

describe('what has no signature is refused by all of its bytes:', () => {
  test.for<[RegExp, Buffer]>([
    [/LOAS/, bytes(...[300, 7, 1].map((length) => loas(length).toString('latin1')))],
    [/JSON/, bytes('{"error":"not found"}')],
    [/JSON/, bytes('[{"a":1}]')],
    [/LRC/, bytes('[ti:Song]\n[ar:Singer]')],
    [/LRC/, bytes('[00:12.00]La')],
    [/^text/, bytes('Not found: no such file here\n')],
    [/LRC/, bytes('[00:12.00]L', [0xe0], ' la')],
    [/^text/, Buffer.from('Страница не найдена: такого файла здесь нет\n')],
  ])('%s', ([what, whole]) => {
    expect(recognise(whole)).toEqual({ kind: 'unknown' });
    expect(recogniseFurther(whole)).toEqual({ kind: 'other', what: expect.stringMatching(what) });
  });

  test.for<[string, Buffer]>([
    ['an encoder’s padding', bytes(PADDING)],
    ['padding that begins like JSON', bytes('{"', PADDING, [0])],
    ['padding that begins like the words of a song', bytes('[00:', PADDING, [1])],
    ['text with a byte behind it that nobody types', bytes('Not found: no such file here\n', [0])],
    ['text that is no UTF-8', bytes('Not found: ', [0xff], ' such file here\n')],
    ['a sync word of LOAS whose length leads nowhere', Buffer.concat([loas(300), bytes([0x55])])],
    ['a sync word of LOAS whose frame is not whole', loas(300).subarray(0, 200)],
    ['a Musepack’s first letters and a version that it never had', bytes('MP+', [8])],
    ['a bzip2’s first letters', bytes('BZh91', PADDING)],
  ])('%s is not refused', ([, whole]) => {
    expect(recogniseFurther(whole)).toEqual({ kind: 'unknown' });
  });
});
