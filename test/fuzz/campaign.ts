import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type ChainFilter, chainText, parseChain } from '../../lib/contract/custom-filter/chain.ts';
import { CUSTOM_FILTER_LENGTH } from '../../lib/contract/schema.ts';
import { random } from '../fixtures/random.ts';
import { confined, hardInput } from './confined.ts';
import { generated } from './generate.ts';

export interface Findings {
  accepted: number;
  distinct: number;
  ran: number;
  /** How often each filter was run. */
  readonly filters: Map<string, number>;
  readonly failures: string[];
  /** The most of each, and the chain that took it. */
  cpu: readonly [number, string];
  residentKib: readonly [number, string];
}

/** What the generator makes of a seed, read by the real parser: the accepted chains, each once. */
function accepted(count: number, seed: number, findings: Findings): Map<string, readonly ChainFilter[]> {
  const next = random(seed);
  const chains = new Map<string, readonly ChainFilter[]>();
  for (let times = 0; times < count; times++) {
    const text = generated(next);
    const { filters, problems } = parseChain(text);
    // The schema refuses what is longer before the parser sees it.
    if (text.length > CUSTOM_FILTER_LENGTH || problems.length > 0 || filters.length === 0) continue;
    findings.accepted++;
    const written = chainText(filters);
    if (!isDeepStrictEqual(parseChain(written), { filters, problems: [] }))
      findings.failures.push(`${text}: not read back`);
    if (!/^[\w.+\-*|<>=/:,]+$/.test(written)) findings.failures.push(`${text}: written as ${written}`);
    chains.set(written, filters);
  }
  findings.distinct = chains.size;
  return chains;
}

/**
 * Throws generated strings at the parser, and what it accepts at ffmpeg.
 *
 * @param run - how many of the accepted, distinct chains are run at most: the first ones
 * @param progress - told after every run
 */
export async function campaign(
  { count, seed, run }: { count: number; seed: number; run: number },
  progress: (findings: Findings) => void = () => {},
): Promise<Findings> {
  const findings: Findings = {
    accepted: 0,
    distinct: 0,
    ran: 0,
    filters: new Map(),
    failures: [],
    cpu: [0, ''],
    residentKib: [0, ''],
  };
  const chains = [...accepted(count, seed, findings)].slice(0, run);
  const input = hardInput(random(seed));
  const worker = async () => {
    const place = await mkdtemp(join(tmpdir(), 'sluice-fuzz-'));
    for (let next = chains.pop(); next; next = chains.pop()) {
      const [text, filters] = next;
      const { wrong, cpu, residentKib } = await confined(filters, input, place);
      findings.ran++;
      for (const { name } of filters) findings.filters.set(name, (findings.filters.get(name) ?? 0) + 1);
      if (wrong.length > 0) findings.failures.push(`${text}: ${wrong.join('; ')}`);
      if (cpu > findings.cpu[0]) findings.cpu = [cpu, text];
      if (residentKib > findings.residentKib[0]) findings.residentKib = [residentKib, text];
      progress(findings);
    }
    await rm(place, { recursive: true });
  };
  await Promise.all([worker(), worker()]);
  return findings;
}
