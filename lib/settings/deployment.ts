import type { Settings } from './settings.ts';

/** Whose figures `health` and `metrics` ask for. */
export interface Deployment {
  /** Name of the function that makes the streams. */
  readonly functionName: string;
  /** The alias that environments are provisioned for. */
  readonly alias: string;
}

/** As osls calls it (its naming.js, `getLambdaProvisionedConcurrencyAliasName`). */
const PROVISIONED_ALIAS = 'provisioned';

export const deploymentOf = ({ TRANSCODE_FUNCTION }: Pick<Settings, 'TRANSCODE_FUNCTION'>): Deployment => ({
  functionName: TRANSCODE_FUNCTION,
  alias: PROVISIONED_ALIAS,
});
