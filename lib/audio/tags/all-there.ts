import type { Container } from '../container.ts';
import { AIFF_HEADER } from '../source-length/aiff.ts';
import { CAF_HEADER } from '../source-length/caf.ts';
import { ASF, ASF_HEADER, CAF, chunks, IFF, RIFF } from '../source-length/chunks.ts';
import { sourcePages } from '../source-length/ogg-page.ts';
import { RIFF_HEADER } from '../source-length/wave.ts';
import { flacCommentsAreThere } from './flac.ts';

/** Matroska's Cluster (RFC 9559, 5.1.3), and ASF's data object (ASF specification, 10.1): the audio begins. */
const CLUSTER = Buffer.from('1f43b675', 'hex');
const ASF_DATA = '3626b2758e66cf11a6d900aa0062ce6c';

const has = (list: Iterable<{ readonly id: string }>, wanted: string): boolean => {
  for (const { id } of list) if (id === wanted) return true;
  return false;
};

const IS_THERE: Readonly<Partial<Record<Container, (head: Buffer) => boolean>>> = {
  flac: flacCommentsAreThere,
  ogg: (head) => sourcePages(head, 0).some(({ granule }) => granule > 0),
  wav: (head) => has(chunks(head, RIFF_HEADER, RIFF), 'data'),
  aiff: (head) => has(chunks(head, AIFF_HEADER, IFF), 'SSND'),
  caf: (head) => has(chunks(head, CAF_HEADER, CAF), 'data'),
  asf: (head) => has(chunks(head, ASF_HEADER, ASF), ASF_DATA),
  matroska: (head) => head.includes(CLUSTER),
};

/**
 * Whether a head has all the tags that stand in front of its audio. No decoder can begin before that, so nobody waits for
 * them any longer than for the audio.
 */
export const tagsAreThere = (container: Container, head: Buffer): boolean => IS_THERE[container]?.(head) ?? true;
