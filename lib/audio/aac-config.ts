import { type Bits, bits } from './bits.ts';

/** MPEG-4's `AudioSpecificConfig` (ISO 14496-3, 1.6.2.1). */
export interface AacConfig {
  /** The audio object type of the core. */
  readonly objectType: number;
  /** Hz of the core, and that a decoder gives. */
  readonly coreRate: number;
  readonly sampleRate: number;
  /** Channels that a decoder gives; 0 where a program config element tells. */
  readonly channels: number;
  /** Whether it says that there is spectral band replication. */
  readonly replicates: boolean;
  /** Whether frames have 960 samples instead of 1024. */
  readonly isShort: boolean;
}

/** Hz by `samplingFrequencyIndex` (ISO 14496-3, table 1.18). */
export const AAC_RATES: readonly number[] = [
  ...[96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350],
];

/** Audio object types (ISO 14496-3, table 1.17). */
export const AAC_LC = 2;
const SBR = 5;
const PS = 29;
const ESCAPE = 31;

/** The marks in front of extensions that a decoder of before does not see (ISO 14496-3, 1.6.2.1, `syncExtensionType`). */
const SBR_FOLLOWS = 0x2b7;
const PS_FOLLOWS = 0x548;

/** Channels by `channelConfiguration` (ISO 14496-3, table 1.19). */
export const channelsOf = (configuration: number): number => (configuration === 7 ? 8 : configuration);

const objectTypeOf = (from: Bits): number => {
  const type = from.read(5);
  return type === ESCAPE ? 32 + from.read(6) : type;
};

const rateOf = (from: Bits): number => {
  const index = from.read(4);
  return index === 15 ? from.read(24) : (AAC_RATES[index] ?? Number.NaN);
};

/** @returns `undefined` where it is too short, or no AAC of layers that are known here */
export function aacConfig(bytes: Buffer): AacConfig | undefined {
  const from = bits(bytes);
  let objectType = objectTypeOf(from);
  const coreRate = rateOf(from);
  const configuration = from.read(4);
  let sampleRate = coreRate;
  const isExplicit = objectType === SBR || objectType === PS;
  let isStereo = objectType === PS;
  if (isExplicit) {
    sampleRate = rateOf(from);
    objectType = objectTypeOf(from);
  }
  const isShort = from.read(1) === 1;
  if (from.read(1) === 1) from.read(14);
  from.read(1);
  let replicates = isExplicit;
  // A program config element of unknown length stands in between otherwise.
  if (!isExplicit && configuration > 0 && from.left() >= 16 && from.read(11) === SBR_FOLLOWS) {
    replicates = objectTypeOf(from) === SBR && from.read(1) === 1;
    if (replicates) sampleRate = rateOf(from);
    isStereo = replicates && from.left() >= 12 && from.read(11) === PS_FOLLOWS && from.read(1) === 1;
  }
  if (from.left() < 0) return undefined;
  const channels = isStereo && configuration === 1 ? 2 : channelsOf(configuration);
  return { objectType, coreRate, sampleRate, channels, replicates, isShort };
}
