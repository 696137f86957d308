import { PROVISIONED_ALIAS } from '../cloudwatch/lambda-metrics.ts';
import { functionArn } from '../config/defaults.ts';
import type { Pool } from '../environment/pool.ts';
import { JSON_TYPE, type PlatformAnswer } from '../front/platform-answers.ts';
import {
  functionNotFound,
  INVALID_PROVISIONED,
  moreThanReserved,
  NOT_ON_LATEST,
  NOTHING_PROVISIONED,
  QUALIFIER_MISSING,
} from './api-errors.ts';

/** Which function was asked about, and as what. */
export interface Described {
  readonly pool: Pool;
  readonly qualifier: string | undefined;
  readonly region: string;
  /** `?List=ALL`. */
  readonly isList: boolean;
  readonly body: Buffer;
  /** When the service started: there is no other time at which anything was deployed. */
  readonly since: Date;
}

const found = (body: unknown): PlatformAnswer => ({ status: 200, headers: JSON_TYPE, body: JSON.stringify(body) });

const reservedOf = ({ definition: { reserved } }: Pool) =>
  reserved === undefined ? undefined : { ReservedConcurrentExecutions: reserved };

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export function getFunction({ pool, qualifier, region, since }: Described): PlatformAnswer {
  const { name, handler, timeoutSeconds, memoryMegabytes, environment } = pool.definition;
  const arn = functionArn(region, name);
  return found({
    Configuration: {
      FunctionName: name,
      FunctionArn: qualifier === undefined ? arn : `${arn}:${qualifier}`,
      Runtime: 'nodejs24.x',
      Handler: handler,
      Timeout: timeoutSeconds,
      MemorySize: memoryMegabytes,
      Environment: { Variables: environment },
      LastModified: since.toISOString(),
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
      Version: '$LATEST',
    },
    Code: { RepositoryType: 'S3' },
    Tags: {},
    Concurrency: reservedOf(pool),
  });
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export const getFunctionConcurrency = ({ pool }: Described): PlatformAnswer => found(reservedOf(pool) ?? {});

/** The one alias that osls makes, where a function has warm environments. */
const aliasOf = ({ pool, region, since }: Described) => ({
  AliasArn: `${functionArn(region, pool.definition.name)}:${PROVISIONED_ALIAS}`,
  Name: PROVISIONED_ALIAS,
  FunctionVersion: '$LATEST',
  Description: '',
  RevisionId: String(since.getTime()),
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export const listAliases = (described: Described): PlatformAnswer =>
  found({ Aliases: described.pool.definition.provisioned > 0 ? [aliasOf(described)] : [] });

/** The fields that all operations about provisioned concurrency tell. */
function provisionedConcurrency({ pool, since }: Described) {
  const { provisioned, warmReady, failures } = pool.figures();
  const hasFailed = warmReady < provisioned && failures > 0;
  return {
    RequestedProvisionedConcurrentExecutions: provisioned,
    AllocatedProvisionedConcurrentExecutions: warmReady,
    AvailableProvisionedConcurrentExecutions: warmReady,
    // Lambda tries it again by itself, too; the reason was seen, and is on no page.
    Status: hasFailed ? 'FAILED' : warmReady < provisioned ? 'IN_PROGRESS' : 'READY',
    ...(hasFailed ? { StatusReason: 'FUNCTION_ERROR_INIT_FAILURE' } : {}),
    LastModified: since.toISOString().replace('Z', '+0000'),
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListProvisionedConcurrencyConfigs.html */
function listProvisionedConcurrencyConfigs(described: Described): PlatformAnswer {
  const configuration = { FunctionArn: aliasOf(described).AliasArn, ...provisionedConcurrency(described) };
  return found({ ProvisionedConcurrencyConfigs: described.pool.figures().provisioned > 0 ? [configuration] : [] });
}

/** Where provisioned concurrency can be: not on `$LATEST`, and of aliases there is one. */
function whyNotHere({ pool, qualifier, region }: Described): PlatformAnswer | undefined {
  if (qualifier === undefined) return QUALIFIER_MISSING;
  if (qualifier === '$LATEST') return NOT_ON_LATEST;
  return qualifier === PROVISIONED_ALIAS ? undefined : functionNotFound(region, `${pool.definition.name}:${qualifier}`);
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html */
export function putProvisionedConcurrencyConfig(described: Described): PlatformAnswer {
  const { pool, body } = described;
  const why = whyNotHere(described);
  if (why) return why;
  const wanted = wantedOf(body);
  if (wanted === undefined) return INVALID_PROVISIONED;
  if (wanted > pool.definition.limit) return moreThanReserved(pool.definition.limit);
  pool.resize(wanted);
  return { ...found(provisionedConcurrency(described)), status: 202 };
}

function wantedOf(body: Buffer): number | undefined {
  try {
    const { ProvisionedConcurrentExecutions: wanted } = JSON.parse(body.toString('utf8'));
    return Number.isInteger(wanted) && wanted > 0 ? wanted : undefined;
  } catch {
    return undefined;
  }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteProvisionedConcurrencyConfig.html */
export function deleteProvisionedConcurrencyConfig(described: Described): PlatformAnswer {
  const why = whyNotHere(described);
  if (why) return why;
  described.pool.resize(0);
  return { status: 204, headers: {}, body: '' };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html */
export function getProvisionedConcurrencyConfig(described: Described): PlatformAnswer {
  const { pool, qualifier, isList } = described;
  if (isList) return listProvisionedConcurrencyConfigs(described);
  if (qualifier === undefined) return QUALIFIER_MISSING;
  if (pool.figures().provisioned === 0 || qualifier !== PROVISIONED_ALIAS) return NOTHING_PROVISIONED;
  return found(provisionedConcurrency(described));
}
