import { get } from 'node:http';
import type { Readable } from 'node:stream';

/** The answer to a GET over a connection of its own, as each listener has one. */
export const answerOf = (url: string): Promise<Readable> =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      const { statusCode } = response;
      if (statusCode === 200) return resolve(response);
      response.resume();
      reject(new Error(`${url}: ${statusCode}`));
    }).on('error', reject);
  });
