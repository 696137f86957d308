/** What Lambda tells an environment of itself (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
export interface Platform {
  readonly functionName: string;
  /** Whether the environment was made because a request had to wait for one. */
  readonly onDemand: boolean;
  /** `host:port` of its own API; empty outside Lambda. */
  readonly runtimeApi: string;
}

/** @param environment - its variables; those that are missing, as outside Lambda, make no difference to a stream */
export const readPlatform = (environment: Readonly<Record<string, string | undefined>>): Platform => ({
  functionName: environment.AWS_LAMBDA_FUNCTION_NAME || 'sluice',
  onDemand: environment.AWS_LAMBDA_INITIALIZATION_TYPE === 'on-demand',
  runtimeApi: environment.AWS_LAMBDA_RUNTIME_API ?? '',
});
