import type { PlatformAnswer } from '../front/platform-answers.ts';
import { invalidName, otherRegion, QUALIFIERS_DIFFER } from './api-errors.ts';

/** Which function is meant. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

/** As on https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
const PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';

const NAME =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:([a-z]{2}(?:-gov)?-[a-z]+-\d):)?(?:\d{12}:)?(?:function:)?([\w.-]+)(?::(\$LATEST|[\w-]+))?$/;

/**
 * Reads `FunctionName`: a name, an ARN or a part of one, each with or without a qualifier.
 *
 * @param label - as in the path, encoded
 * @param asked - `?Qualifier=`
 */
export function functionReference(
  label: string,
  asked: string | undefined,
  region: string,
): FunctionReference | PlatformAnswer {
  const text = decoded(label);
  const [, itsRegion, name, itsQualifier] = (text && NAME.exec(text)) || [];
  if (name === undefined) return invalidName(text ?? label, PATTERN);
  if (itsRegion !== undefined && itsRegion !== region) return otherRegion(region, itsRegion);
  if (itsQualifier !== undefined && asked !== undefined && itsQualifier !== asked) return QUALIFIERS_DIFFER;
  return { name, qualifier: itsQualifier ?? asked };
}

function decoded(label: string): string | undefined {
  try {
    return decodeURIComponent(label);
  } catch {
    return undefined;
  }
}
