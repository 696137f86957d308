import { functionArn } from '../config/defaults.ts';
import { JSON_TYPE, type PlatformAnswer } from '../front/platform-answers.ts';

/** The errors of https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html, in AWS's words. */
const apiError = (status: number, errorType: string, body: Readonly<Record<string, string>>): PlatformAnswer => ({
  status,
  headers: { ...JSON_TYPE, 'x-amzn-errortype': errorType },
  body: JSON.stringify(body),
});

/** @param name - with its qualifier, where there is one */
export const functionNotFound = (region: string, name: string): PlatformAnswer =>
  apiError(404, 'ResourceNotFoundException', {
    Type: 'User',
    Message: `Function not found: ${functionArn(region, name)}`,
  });

export const otherRegion = (region: string, asked: string): PlatformAnswer =>
  apiError(404, 'ResourceNotFoundException', {
    Type: 'User',
    Message: `Functions from '${asked}' are not reachable in this region ('${region}')`,
  });

export const notJson = (why: string): PlatformAnswer =>
  apiError(400, 'InvalidRequestContentException', {
    Type: 'User',
    message: `Could not parse request body into json: ${why}`,
  });

export const invalidName = (name: string, pattern: string): PlatformAnswer =>
  apiError(400, 'ValidationException', {
    message:
      `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: ` +
      `Member must satisfy regular expression pattern: ${pattern}`,
  });

export const QUALIFIERS_DIFFER = apiError(400, 'InvalidParameterValueException', {
  Type: 'User',
  message: 'The derived qualifier from the function name does not match the specified qualifier.',
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html */
export const NOTHING_PROVISIONED = apiError(404, 'ProvisionedConcurrencyConfigNotFoundException', {
  Type: 'User',
  Message: 'No Provisioned Concurrency Config found for this function',
});

export const QUALIFIER_MISSING = apiError(400, 'ValidationException', {
  message: "1 validation error detected: Value at 'qualifier' failed to satisfy constraint: Member must not be null",
});

const invalidParameter = (message: string): PlatformAnswer =>
  apiError(400, 'InvalidParameterValueException', { Type: 'User', message });

export const NOT_ON_LATEST = invalidParameter(
  'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
);

/** The words were seen, and are on no page. */
export const moreThanReserved = (limit: number): PlatformAnswer =>
  invalidParameter(
    `Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function (${limit})`,
  );

export const INVALID_PROVISIONED = apiError(400, 'ValidationException', {
  message:
    "1 validation error detected: Value at 'provisionedConcurrentExecutions' failed to satisfy constraint: " +
    'Member must have value greater than or equal to 1',
});

/** Of all operations only these are here. */
export const UNKNOWN_OPERATION = apiError(404, 'UnknownOperationException', {
  message:
    'Offline there are Invoke, InvokeWithResponseStream, GetFunction, GetFunctionConcurrency, ListAliases, and Get, Put, ' +
    'Delete and ListProvisionedConcurrencyConfig(s) only.',
});

/** While the service drains; the SDK takes it for one that is worth another try. */
export const UNAVAILABLE: PlatformAnswer = {
  status: 503,
  headers: { ...JSON_TYPE, connection: 'close', 'x-amzn-errortype': 'ServiceException' },
  body: '{"Type":"Service","Message":"Service Unavailable"}',
};
