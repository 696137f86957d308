import { BODIES } from './bodies.ts';
import { CONTENTS } from './contents.ts';
import { HEADS } from './heads.ts';
import { LYING } from './lying.ts';
import { MENDED } from './mended.ts';
import { NOT_HTTP } from './not-http.ts';
import { OFF_AIR } from './off-air.ts';
import { PARTIALS } from './parts.ts';
import { REDIRECTS } from './redirects.ts';
import type { Row } from './row.ts';
import { SEEKING } from './seeking.ts';
import { STARTS } from './starts.ts';
import { STATIONS } from './stations.ts';
import { STATUSES } from './statuses.ts';
import { UNMENDED } from './unmended.ts';
import { WAITING } from './waiting.ts';

/** All of them; a name is given once. */
export const TABLE: Readonly<Record<string, readonly Row[]>> = {
  'another protocol, or none': NOT_HTTP,
  'odd heads': HEADS,
  'what is not the file': STATUSES,
  'parts of it': PARTIALS,
  redirects: REDIRECTS,
  'bodies that break or lie': BODIES,
  'bodies that keep one waiting': WAITING,
  'breaks that can be mended': MENDED,
  'breaks that cannot': UNMENDED,
  'jumps in an M4A': SEEKING,
  'jumps that land elsewhere': LYING,
  'starts far inside': STARTS,
  stations: STATIONS,
  'stations that stop': OFF_AIR,
  'what is no audio': CONTENTS,
};
