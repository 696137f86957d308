import { both, either, hex, type Signature, text } from '../signature.ts';
import type { Foreign } from './kind.ts';

const IN_ITS_PLACE = 'which Sluice does not read; put its sound into MP4 or Matroska';

/**
 * The first packet of an MPEG transport stream as programs write it: the sync byte, and the start of a table of programs or
 * services, with a payload (ISO 13818-1, 2.4.3.2; EN 300 468, 5.1.3). The next sync byte, 188 on, is not waited for.
 */
const transportStream: Signature = (bytes) =>
  either(hex('474000'), hex('474011'), hex('47400010', 4))(bytes) && ((bytes[3] ?? 0) & 0xc0) === 0;

/** Films in containers that the layer has no demuxer for. */
export const FILMS: readonly Foreign[] = [
  // Microsoft's "AVI RIFF File Reference".
  { what: `an AVI film, ${IN_ITS_PLACE}`, matches: both(text(0, 'RIFF'), text(8, 'AVI ')) },
  { what: `an MPEG transport stream, ${IN_ITS_PLACE}`, matches: transportStream },
  // Pack header and sequence header (ISO 13818-1, 2.5.3.4; 13818-2, 6.2.2.1).
  { what: `an MPEG program stream, ${IN_ITS_PLACE}`, matches: hex('000001ba') },
  { what: 'MPEG video without sound', matches: hex('000001b3') },
  // Adobe's "Video File Format Specification 10", annex E.2.
  { what: `a Flash video, ${IN_ITS_PLACE}`, matches: text(0, 'FLV\x01') },
  { what: `a RealMedia file, ${IN_ITS_PLACE}`, matches: text(0, '.RMF') },
];
