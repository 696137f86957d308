import type { RuntimeResponse } from '../environment/invocation.ts';
import { readBody } from './read-body.ts';

/**
 * Reads an answer to its end.
 *
 * @param limit - bytes
 * @throws BodyTooLarge, or why there is no whole answer: the environment ended, or the function's time was up
 */
export const wholeAnswer = ({ body, cutOff }: RuntimeResponse, limit: number): Promise<Buffer> =>
  Promise.race([readBody(body, limit), cutOff.then((error) => Promise.reject(error))]);
