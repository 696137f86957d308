/** A caller that sees more than `fetch` shows: whether an answer ended well, and each chunk as it comes. */
import { type IncomingMessage, type RequestOptions, request } from 'node:http';

/** An answer whose body is still to come. */
export interface OpenAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly message: IncomingMessage;
  /** The next piece of text, or undefined at the end. */
  next(): Promise<string | undefined>;
  /** All that is left, and whether it ended as HTTP says. */
  rest(): Promise<{ text: string; complete: boolean }>;
}

/** Sends a request and settles with the head of its answer. */
export function call(url: string, options: RequestOptions & { body?: string } = {}): Promise<OpenAnswer> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, ...rest }, (message) => resolve(openAnswer(message)));
    sent.on('error', reject);
    sent.end(body);
  });
}

function openAnswer(message: IncomingMessage): OpenAnswer {
  message.on('error', () => {});
  const next = async (): Promise<string | undefined> => {
    for (;;) {
      const chunk = message.read() as Buffer | null;
      if (chunk !== null) return chunk.toString();
      if (message.readableEnded || message.destroyed) return undefined;
      await new Promise<void>((resolve) => {
        const go = (): void => {
          message.off('readable', go).off('end', go).off('close', go);
          resolve();
        };
        message.on('readable', go).on('end', go).on('close', go);
      });
    }
  };
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    message,
    next,
    async rest() {
      let text = '';
      for (let piece = await next(); piece !== undefined; piece = await next()) text += piece;
      return { text, complete: message.complete };
    },
  };
}
