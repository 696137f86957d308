import { TranscodeError } from '../../contract/errors.ts';
import type { Deployment } from '../../settings/deployment.ts';
import type { ReadPoints } from '../cloudwatch.ts';
import { exposition } from './exposition.ts';
import { type Figures, figuresReader } from './figures.ts';
import { seriesOf } from './series.ts';

/** What the metrics of the whole function are read with. */
export interface FleetMetricsInput {
  readonly deployment: Deployment;
  /** Seconds of CloudWatch's periods; within one of them it is asked once. */
  readonly periodSeconds: number;
  readonly read: ReadPoints;
  /** Told why CloudWatch was not heard. */
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/**
 * The metrics of the whole function, as Prometheus reads them. Where CloudWatch does not answer, they are those of before,
 * and say how old they are.
 *
 * @throws {TranscodeError} `INTERNAL_ERROR` from what it returns, where there is nothing from before: no figure is better
 * than a zero that is none
 */
export function fleetMetrics(input: FleetMetricsInput): () => Promise<string> {
  const { deployment, periodSeconds, read, onFailure, clock = Date.now } = input;
  const all = seriesOf(deployment);
  const readFigures = figuresReader(all, read, periodSeconds);
  const periodOf = (seconds: number): number => Math.floor(seconds / periodSeconds);
  let known: Figures | undefined;
  let reading: Promise<Figures> | undefined;

  async function refreshed(now: number): Promise<Figures> {
    try {
      known = await readFigures(now);
      return known;
    } catch (error) {
      onFailure(error);
      if (known) return known;
      const message = 'CloudWatch does not answer, and no figures are known from before; try again in a minute.';
      throw new TranscodeError('INTERNAL_ERROR', message, { cause: error });
    } finally {
      reading = undefined;
    }
  }

  async function current(): Promise<Figures> {
    const now = clock() / 1000;
    if (known && periodOf(known.readAt) === periodOf(now)) return known;
    reading ??= refreshed(now);
    return reading;
  }

  return async () => exposition(all, await current(), clock() / 1000);
}
