import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { answering } from '../fixtures/answered.ts';
import { BANDS, peaking, presets } from '../fixtures/responses.ts';
import { levelsOf, tones, tonesOf } from '../fixtures/tones.ts';
import { type Curve, plot } from './response-plot.ts';

/**
 * Measures what each preset and each band does to tones through the whole service, and draws it beside its definition.
 *
 *   npm run plot:filters
 */
const RATE = 48_000;
const FOLDER = fileURLToPath(new URL('../../docs/filters/', import.meta.url));
/** dB of each band in its plot. */
const BAND_GAIN = 6;

const source = await tones(RATE);
const service = await answering([source]);
try {
  const measured = async (filters: object) => levelsOf(await service.samples(source, { filters }), RATE);
  const before = await measured({});
  const curve = async (filters: object, definition: (hz: number) => number): Promise<Curve> => {
    const after = await measured(filters);
    const points = tonesOf(RATE).map((hz, index) => [hz, (after[index] ?? 0) - (before[index] ?? 0)] as const);
    return { definition, points };
  };
  await mkdir(FOLDER, { recursive: true });
  for (const eq_preset of ['bass_boost', 'treble', 'voice'] as const) {
    await writeFile(`${FOLDER}${eq_preset}.svg`, plot(eq_preset, [await curve({ eq_preset }, presets[eq_preset])]));
  }
  const bands: Curve[] = [];
  for (const [band, centre] of BANDS.entries()) {
    const eq_bands = BANDS.map((_, index) => (index === band ? BAND_GAIN : 0));
    bands.push(await curve({ eq_bands }, (hz) => peaking(hz, centre, BAND_GAIN)));
  }
  await writeFile(`${FOLDER}eq_bands.svg`, plot(`eq_bands, each at +${BAND_GAIN} dB`, bands));
} finally {
  await service.stop();
}
