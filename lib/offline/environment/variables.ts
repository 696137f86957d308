import { randomBytes } from 'node:crypto';
import { delimiter } from 'node:path';
import type { FunctionDefinition } from '../types.ts';

/** What differs from one environment to the next. */
export interface VariablesInput {
  readonly definition: FunctionDefinition;
  /** `bin` directories of its layers, as the environment finds them. */
  readonly binDirectories: readonly string[];
  readonly serviceDirectory: string;
  readonly region: string;
  /** `host:port` of its Runtime API; RIC refuses anything else, a path included. */
  readonly runtimeApi: string;
  readonly initializationType: 'provisioned-concurrency' | 'on-demand';
  readonly passEnvironment: readonly string[];
  readonly clientDisconnect: 'ignore' | 'abort';
  readonly credentials: Readonly<Record<string, string>>;
  /** AWS's services, as the variables of its SDKs name them: `AWS_ENDPOINT_URL_LAMBDA` → URL. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The emulator's own variables: only PATH and `passEnvironment` are taken from it. */
  readonly host: NodeJS.ProcessEnv;
}

/**
 * The variables of an execution environment, and no other of the host's: a function must not come to rely on what
 * Lambda will not have. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(input: VariablesInput): Record<string, string> {
  const { definition, region, host } = input;
  const passed = input.passEnvironment.flatMap((name) => {
    const value = host[name];
    return value === undefined ? [] : [[name, value]];
  });
  const [[accessKeyId, secret] = ['offline', 'offline']] = Object.entries(input.credentials);
  return {
    // With these an SDK finds its way to the services that are here; real ones come through `passEnvironment` only.
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: 'offline',
    ...input.endpoints,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...definition.environment,
    // After the function's own: whoever sets a variable for this run means this run.
    ...Object.fromEntries(passed),
    PATH: [...input.binDirectories, definition.environment.PATH ?? host.PATH ?? ''].join(delimiter),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: input.initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(new Date()),
    AWS_LAMBDA_RUNTIME_API: input.runtimeApi,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
    LAMBDA_TASK_ROOT: input.serviceDirectory,
    _HANDLER: definition.handler,
    ...(input.clientDisconnect === 'abort' ? { LAMBDA_OFFLINE_CLIENT_DISCONNECT: 'abort' } : {}),
  };
}

function logStreamName(now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}
