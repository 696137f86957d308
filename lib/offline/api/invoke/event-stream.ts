import { EventStreamCodec } from '@smithy/core/event-streams';

/** Frames as AWS's own SDK does: https://smithy.io/2.0/aws/amazon-eventstream.html */
const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

export const EVENT_STREAM_TYPE = 'application/vnd.amazon.eventstream';

/** What ends a stream. A stream that went well has neither code nor details. */
export interface InvokeComplete {
  readonly ErrorCode?: string;
  readonly ErrorDetails?: string;
  /** The end of the log in base64, where the caller asked for it. */
  readonly LogResult?: string;
}

function event(type: string, contentType: string, body: Uint8Array): Uint8Array {
  const text = (value: string) => ({ type: 'string' as const, value });
  const headers = { ':event-type': text(type), ':content-type': text(contentType), ':message-type': text('event') };
  return codec.encode({ headers, body });
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_InvokeResponseStreamUpdate.html */
export const payloadChunk = (bytes: Uint8Array): Uint8Array => event('PayloadChunk', 'application/octet-stream', bytes);

/** https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStreamCompleteEvent.html */
export const invokeComplete = (complete: InvokeComplete): Uint8Array =>
  event('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(complete)));
