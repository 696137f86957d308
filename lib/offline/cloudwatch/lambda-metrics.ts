import type { PoolObserver } from '../environment/pool.ts';
import type { FunctionDefinition, PoolFigures } from '../types.ts';
import type { MetricStore } from './store.ts';

/** Counts what Lambda counts of one function. */
export interface LambdaMetrics extends PoolObserver {
  /** Takes the figures of this moment, as Lambda does all the time. */
  sample(figures: PoolFigures): void;
}

/** As osls calls the alias that environments are provisioned for. */
export const PROVISIONED_ALIAS = 'provisioned';

/**
 * Lambda's own metrics: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * An error is counted when its invocation began, as it says there. Those of provisioned concurrency are told of the alias;
 * the others of the function, and of the alias where there is one.
 */
export function lambdaMetrics(
  { name, provisioned: atFirst }: Pick<FunctionDefinition, 'name' | 'provisioned'>,
  store: MetricStore,
  clock: () => number = Date.now,
): LambdaMetrics {
  const ofFunction = { FunctionName: name };
  const ofAlias = { FunctionName: name, Resource: `${name}:${PROVISIONED_ALIAS}` };
  const record = (metric: string, value: number, time = clock()): void => {
    for (const dimensions of provisioned > 0 ? [ofFunction, ofAlias] : [ofFunction])
      store.record({ namespace: 'AWS/Lambda', name: metric, dimensions }, value, time);
  };
  let provisioned = atFirst;
  let wasIdle = true;
  return {
    throttled: () => record('Throttles', 1),
    resized(now) {
      provisioned = now;
    },
    invoked(environment) {
      const began = clock();
      const isWarm = environment === 'provisioned-concurrency';
      record('Invocations', 1);
      if (provisioned > 0)
        record(isWarm ? 'ProvisionedConcurrencyInvocations' : 'ProvisionedConcurrencySpilloverInvocations', 1);
      return (failed) => {
        record('Duration', clock() - began);
        record('Errors', failed ? 1 : 0, began);
      };
    },
    sample({ running, warmRunning }) {
      // Nothing is told of a function at rest but that it has come to rest.
      if (running === 0 && wasIdle) return;
      wasIdle = running === 0;
      record('ConcurrentExecutions', running);
      if (provisioned === 0) return;
      record('ProvisionedConcurrentExecutions', warmRunning);
      record('ProvisionedConcurrencyUtilization', warmRunning / provisioned);
    },
  };
}
