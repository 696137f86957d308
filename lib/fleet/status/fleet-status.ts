import type { ProvisionedConcurrency } from '../../contract/health.ts';
import type { Deployment } from '../../settings/deployment.ts';
import { LIMITS } from '../../settings/limits.ts';
import type { ReadPoints } from '../cloudwatch.ts';
import type { FunctionConcurrency } from '../lambda.ts';
import { lastKnown } from '../last-known.ts';
import { seriesOf } from '../metrics/series.ts';
import { gaugeSpan } from '../metrics/spans.ts';

/** How the whole function is, as far as AWS has told. */
export interface FleetStatus {
  readonly activeStreams: number | undefined;
  readonly maxStreams: number | undefined;
  readonly provisioned: ProvisionedConcurrency | undefined;
  /** Whether all of it is what AWS says now. */
  readonly isFresh: boolean;
}

export interface FleetStatusInput {
  readonly deployment: Deployment;
  /** Seconds of CloudWatch's periods, as `/metrics` has them. */
  readonly periodSeconds: number;
  readonly concurrency: FunctionConcurrency;
  readonly read: ReadPoints;
  /** Told why AWS was not heard. */
  readonly onFailure: (error: unknown) => void;
}

/** Longer periods make `/metrics` cheaper; their most would be told here as what runs, long after it has ended. */
const LONGEST_PERIOD = 60;

function activeStreams({ deployment, periodSeconds, read }: FleetStatusInput): () => Promise<number> {
  const series = seriesOf(deployment).filter(({ metric }) => metric === 'active_streams');
  return async () => {
    const span = gaugeSpan(Date.now() / 1000, Math.min(periodSeconds, LONGEST_PERIOD));
    const [points] = (await read(series, span, AbortSignal.timeout(LIMITS.aws.requestMs))).values();
    if (!points?.complete) throw new Error('CloudWatch told only a part of the active streams');
    return points.values.at(-1) ?? 0;
  };
}

/** Asks for all of it at once; what does not come in time is what it was, or unknown. */
export function fleetStatus(input: FleetStatusInput): () => Promise<FleetStatus> {
  const { concurrency, onFailure } = input;
  const active = lastKnown(activeStreams(input), onFailure);
  const reserved = lastKnown(concurrency.reserved, onFailure);
  const provisioned = lastKnown(concurrency.provisioned, onFailure);
  return async () => {
    const [streams, most, warm] = await Promise.all([active(), reserved(), provisioned()]);
    return {
      activeStreams: streams.value,
      maxStreams: most.value,
      provisioned: warm.value,
      isFresh: streams.isFresh && most.isFresh && warm.isFresh,
    };
  };
}
