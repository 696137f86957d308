import {
  GetFunctionConcurrencyCommand,
  GetProvisionedConcurrencyConfigCommand,
  LambdaClient,
  ProvisionedConcurrencyConfigNotFoundException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import type { ProvisionedConcurrency } from '../contract/health.ts';
import type { Deployment } from '../settings/deployment.ts';
import { LIMITS } from '../settings/limits.ts';

/** What the Lambda API is asked about the function that makes the streams. */
export interface FunctionConcurrency {
  /** Streams at once; `undefined` where none are reserved for it. */
  reserved(): Promise<number | undefined>;
  /** `undefined` where none is provisioned. */
  provisioned(): Promise<ProvisionedConcurrency | undefined>;
}

/** A stage that keeps nothing warm has no such configuration, and no alias that could have one. */
const isNone = (error: unknown): boolean =>
  error instanceof ProvisionedConcurrencyConfigNotFoundException || error instanceof ResourceNotFoundException;

/**
 * The Lambda API by AWS's SDK, which takes its region, its credentials and its endpoint from the environment.
 *
 * `GetFunction` would tell more, and hand out the function's variables with it, the signing keys among them.
 */
export function functionConcurrency({ functionName, alias }: Deployment): FunctionConcurrency {
  const { connectMs, requestMs } = LIMITS.aws;
  const client = new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: connectMs } });
  // The SDK's own `requestTimeout` is over with the headers: an answer that stops behind them would be waited for forever.
  const patience = () => ({ abortSignal: AbortSignal.timeout(requestMs) });
  return {
    async reserved() {
      const command = new GetFunctionConcurrencyCommand({ FunctionName: functionName });
      return (await client.send(command, patience())).ReservedConcurrentExecutions;
    },
    async provisioned() {
      const command = new GetProvisionedConcurrencyConfigCommand({ FunctionName: functionName, Qualifier: alias });
      try {
        const found = await client.send(command, patience());
        return {
          requested: found.RequestedProvisionedConcurrentExecutions ?? 0,
          allocated: found.AllocatedProvisionedConcurrentExecutions ?? 0,
          available: found.AvailableProvisionedConcurrentExecutions ?? 0,
          status: found.Status ?? 'UNKNOWN',
        };
      } catch (error) {
        if (isNone(error)) return undefined;
        throw error;
      }
    },
  };
}
