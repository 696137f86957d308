import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deploymentMistakes } from './deployment-mistakes.ts';

const LAYERS = new URL('../../layers/ffmpeg/out/', import.meta.url);

interface LambdaFunction {
  readonly timeout: number | string;
  readonly environment?: Readonly<Record<string, unknown>>;
}

/** The parts of osls that this touches. */
export interface Deployed {
  readonly processedInput: { readonly options: { readonly param?: readonly string[] } };
  readonly configurationInput: { readonly params: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  readonly service: {
    readonly provider: { readonly stage: string };
    readonly functions: Readonly<Record<string, LambdaFunction>>;
  };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
}

/**
 * Looks at a deployment before it is packaged. osls takes any parameter, one that is spelt wrong too, and CloudFormation
 * refuses a wrong value after minutes, or the function does at its first call.
 *
 * @throws osls' own error, which it tells without a stack
 */
export function checkDeployment({ processedInput, configurationInput, service, classes }: Deployed): void {
  const { params } = configurationInput;
  const functions = Object.values(service.functions);
  const mistakes = deploymentMistakes({
    given: processedInput.options.param ?? [],
    parameters: { ...params.default, ...params[service.provider.stage] },
    environments: functions.map(({ environment, timeout }) => ({ ...environment, REQUEST_TIMEOUT_SECS: timeout })),
    isBuilt: (architecture) => existsSync(fileURLToPath(new URL(`${architecture}/bin/ffmpeg`, LAYERS))),
  });
  if (mistakes.length > 0)
    throw new classes.Error(`This cannot be deployed:\n  ${mistakes.join('\n  ')}`, 'SLUICE_DEPLOYMENT');
  if (!service.functions.transcode?.environment?.SIGNING_KEYS)
    process.stderr.write(
      'SIGNING_KEYS is not set: whoever knows the address may transcode, and you pay (docs/security.md).\n',
    );
}
