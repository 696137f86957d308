import { readFileSync, statSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { layerDirectory } from '../../layers/ffmpeg/layer.ts';
import { binary, entries, listed, present, protocols, run } from './binary.ts';
import { elfNeeds } from './elf.ts';

describe('the layer binary', () => {
  test('is static: no loader, no shared library', () => {
    expect(elfNeeds(readFileSync(binary))).toMatchObject({ interpreter: false, libraries: 0 });
  });

  test('is position-independent, so that its addresses differ from run to run', () => {
    expect(elfNeeds(readFileSync(binary)).type).toBe(3);
  });

  test('gives its threads 2 MiB of stack, where musl alone gives 128 KiB', () => {
    expect(elfNeeds(readFileSync(binary)).stackBytes).toBe(2 * 1024 * 1024);
  });

  test('is smaller than 6 MB, and than 3 MB in the archive', () => {
    expect(statSync(binary).size).toBeLessThan(6_000_000);
    expect(deflateRawSync(readFileSync(binary), { level: 9 }).length).toBeLessThan(3_000_000);
  });

  test('names no place of the machine that built it', () => {
    expect(readFileSync(binary).includes(layerDirectory('x86_64').replace(/out\/.*$/, ''))).toBe(false);
  });

  test('is an LGPL build', () => {
    expect(run(['-L']).stdout.toString()).toContain('GNU Lesser General Public');
    expect(run(['-version']).stdout.toString()).not.toMatch(/--enable-(gpl|nonfree|version3)/);
  });
});

describe("the contract's needs", () => {
  const formats = {
    opus: ['libopus', 'opus'],
    aac: ['aac', 'adts'],
    mp3: ['libmp3lame', 'mp3'],
    flac: ['flac', 'flac'],
    wav: ['pcm_s16le', 'wav'],
    pcm: ['pcm_s16le', 's16le'],
  };
  test.each(Object.entries(formats))('%s has its encoder and its muxer', (_format, [encoder, muxer]) => {
    expect(present('encoders')).toContain(encoder);
    expect(present('muxers')).toContain(muxer);
  });

  const filters =
    'aresample aformat anull atempo asetrate equalizer highpass lowpass volume loudnorm alimiter afade atrim asetpts apad';
  test.each(filters.split(' '))('filter %s is there', (filter) => {
    expect(present('filters')).toContain(filter);
  });

  const containers = 'mp3 aac flac ogg wav w64 mov matroska aiff asf ac3 eac3 caf au';
  test('every container is there, and no other', () => {
    expect(present('demuxers')).toEqual(containers.split(' ').sort());
  });

  test('pipe, fd, http and tcp are the only protocols', () => {
    expect(protocols()).toEqual(['fd', 'http', 'pipe', 'tcp']);
  });
});

describe('components.conf', () => {
  test('lists exactly what the binary has', () => {
    expect(present('demuxers')).toEqual(listed('demuxer'));
    expect(present('muxers')).toEqual(listed('muxer'));
    expect(present('decoders')).toEqual(listed('decoder'));
    expect(present('encoders')).toEqual(listed('encoder'));
    expect(present('filters')).toEqual(listed('filter', 'implied'));
    expect(protocols()).toEqual(listed('protocol'));
  });

  test('has a reason for every entry', () => {
    expect(entries().filter(([, , ...reason]) => reason.length === 0)).toEqual([]);
  });

  test('has nothing that opens files or sockets by itself', () => {
    const openers =
      /^(file|concat|subfile|crypto|data|cache|tee|async|tls|https|ftp|unix|udp|rtmp.*|hls|dash|concat|image2.*|segment|lavfi|a?movie|ametadata|metadata|a?sendcmd|a?zmq|arnndn|firequalizer|ladspa|lv2|sofalizer|asr)$/;
    expect(entries().filter(([, name = '']) => openers.test(name))).toEqual([]);
  });
});

describe('what is left out', () => {
  test('a path is no input: there is no file protocol', () => {
    const { status, stderr } = run(['-i', '/etc/hostname', '-f', 'null', 'pipe:1']);
    expect(status).not.toBe(0);
    expect(stderr).toContain('Protocol not found');
  });

  test.each(['amovie=/etc/hostname', 'ametadata=print:file=/tmp/x', 'asendcmd=f=/etc/hostname'])(
    '%s is no filter',
    (filter) => {
      expect(run(['-f', 's16le', '-i', 'pipe:0', '-af', filter, '-f', 'null', 'pipe:1']).status).not.toBe(0);
      expect(present('filters')).not.toContain(filter.split('=')[0]);
    },
  );
});

describe('NOTICE', () => {
  const notice = readFileSync(`${binary.replace(/\/bin\/ffmpeg$/, '')}/NOTICE`, 'utf8');

  test('names the licence and the source package of each library', () => {
    expect(notice).toMatch(/FFmpeg +7:7\.1\.\S+\n +GNU Lesser General Public License, version 2\.1 or later/);
    expect(notice).toMatch(/libopus +1\.5\.\S+\n +BSD license/);
    expect(notice).toMatch(/LAME +3\.100\S*\n +GNU Library General Public License/);
    expect(notice).toMatch(/libspeex +1\.2\.\S+\n +BSD license/);
    expect(notice).toContain('apt-get source ffmpeg opus lame speex');
    expect(notice).not.toMatch(/@[A-Z]+@/);
  });

  test('carries what was changed in FFmpeg', () => {
    expect(notice).toContain('+static int find_proven_frame(FLACParseContext *fpc)');
  });

  test('carries the licences in full', () => {
    expect(notice).toContain('Version 2.1, February 1999');
    expect(notice).toContain('GNU LIBRARY GENERAL PUBLIC LICENSE');
    expect(notice).toContain('Redistributions of source code must retain the above copyright');
  });
});
