import { both, either, hex, type Signature, text } from '../signature.ts';
import type { Foreign } from './kind.ts';

/** DTS's sync word in words of 16 and of 14 bits, in either byte order (ETSI TS 102 114, 5.3.1 and annex C). */
const dts: Signature = either(hex('7ffe8001'), hex('fe7f0180'), hex('1fffe800'), hex('ff1f00e8'), text(0, 'DTSHDHDR'));

/** "MP+" and a version, 7, in the low four bits behind it. */
const musepack7: Signature = (bytes) => text(0, 'MP+')(bytes) && ((bytes[3] ?? 0) & 0x0f) === 7;

const lossless = (name: string): string => `${name}, which Sluice does not decode; FLAC has the same samples`;

/** Sound that the layer has no demuxer for. */
export const SOUND: readonly Foreign[] = [
  // Each by its author's own description of the file: MAC's APEHeader.h, Musepack's SV7 and SV8 specifications, WavPack 4's
  // "file/block format" and TTA's "format description".
  { what: lossless('Monkey’s Audio'), matches: text(0, 'MAC ', 'MACF') },
  { what: 'a Musepack file, which Sluice does not decode', matches: either(musepack7, text(0, 'MPCK')) },
  // Versions before 4 stand behind the header of the WAV that they were made of.
  { what: lossless('WavPack'), matches: either(text(0, 'wvpk'), both(text(0, 'RIFF'), text(44, 'wvpk'))) },
  { what: lossless('True Audio'), matches: text(0, 'TTA1', 'TTA2') },
  { what: lossless('OptimFROG'), matches: text(0, 'OFR ') },
  { what: lossless('TAK'), matches: text(0, 'tBaK') },
  { what: lossless('Shorten'), matches: text(0, 'ajkg') },
  // Sony's "DSF File Format Specification" and Philips' "DSDIFF 1.5".
  { what: 'a DSD recording (DSF), which Sluice does not decode; convert it to FLAC', matches: text(0, 'DSD ') },
  { what: 'a DSD recording (DSDIFF), which Sluice does not decode; convert it to FLAC', matches: text(0, 'FRM8') },
  // RFC 4867, sections 5.1 and 5.3.
  { what: 'a raw AMR recording, which Sluice does not decode; put it into 3GP or MP4', matches: text(0, '#!AMR') },
  { what: 'raw DTS, which Sluice does not decode; put it into MP4 or Matroska', matches: dts },
  { what: 'a RealAudio file, which Sluice does not decode', matches: text(0, '.ra\xfd') },
  { what: 'a QCELP recording (QCP), which Sluice does not decode', matches: both(text(0, 'RIFF'), text(8, 'QLCM')) },
  { what: 'a Creative Voice file, which Sluice does not decode', matches: text(0, 'Creative Voice File\x1a') },
  { what: 'an IFF 8SVX sample, which Sluice does not decode', matches: both(text(0, 'FORM'), text(8, '8SVX')) },
  { what: 'a NIST SPHERE file, which Sluice does not decode', matches: text(0, 'NIST_1A\n') },
  { what: 'a Sony OpenMG file, which Sluice does not decode', matches: text(0, 'ea3\x03', 'EA3\x01') },
  // MIDI 1.0, "Standard MIDI Files", and its RIFF form; Yamaha's SMAF.
  {
    what: 'a MIDI file: notes, and no sound',
    matches: either(text(0, 'MThd'), both(text(0, 'RIFF'), text(8, 'RMID'))),
  },
  { what: 'a ringtone (SMAF): notes, and no sound', matches: text(0, 'MMMD') },
  // FastTracker 2's "XM file format", Impulse Tracker's ITTECH.TXT, Scream Tracker 3's "S3M" at byte 44.
  {
    what: 'a tracker module, which Sluice does not play',
    matches: either(text(0, 'Extended Module: ', 'IMPM'), text(44, 'SCRM')),
  },
  { what: 'a Commodore 64 tune (SID), which Sluice does not play', matches: text(0, 'PSID', 'RSID') },
  // Audible's own containers: the magic number of AA stands at byte 4, AAX is an MP4 of a brand of its own.
  {
    what: 'an Audible book, which is encrypted',
    matches: either(hex('57907536', 4), text(4, 'ftypaax ', 'ftypaaxc')),
  },
];
