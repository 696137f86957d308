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

/** Of all operations only this one is here. */
export const UNKNOWN_OPERATION = apiError(404, 'UnknownOperationException', {
  message: 'Offline there is InvokeWithResponseStream only.',
});

/** While the service drains; the SDK takes it for one that is worth another try. */
export const UNAVAILABLE: PlatformAnswer = {
  status: 503,
  headers: { ...JSON_TYPE, connection: 'close', 'x-amzn-errortype': 'ServiceException' },
  body: '{"Type":"Service","Message":"Service Unavailable"}',
};
