import middy, { type Request } from '@middy/core';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import type { SessionOptions } from '../session/options.ts';
import { probe } from '../session/probe.ts';
import { openSession } from '../session/session.ts';
import { LIMITS } from '../settings/limits.ts';
import type { Platform } from '../settings/platform.ts';
import type { Settings } from '../settings/settings.ts';
import { parseKeys, type SigningKeys } from '../sign/keys.ts';
import { createLogger, streamLog } from '../telemetry/log.ts';
import { streamPublisher } from '../telemetry/metrics/publish.ts';
import { audioHeaders } from './audio-headers.ts';
import type { HttpResponse } from './lambda.ts';
import { factFields, requestFields } from './log-fields.ts';
import { readRequest } from './read-request.ts';
import { closeRecord, type RequestRecord, startRecord } from './record.ts';
import { errorResponse } from './respond.ts';
import type { Shutdown } from './shutdown.ts';
import { checkSignature, withinCaps } from './signature.ts';
import { streamingMode } from './streaming-mode.ts';

/** Answers one request; `record` learns what the last log line and the metrics will want to know. */
async function answer(
  event: LambdaFunctionURLEvent,
  context: Context,
  {
    keys,
    ...options
  }: Pick<SessionOptions, 'binary' | 'allow' | 'userAgent' | 'signal'> & { readonly keys: SigningKeys },
  record: RequestRecord,
): Promise<HttpResponse> {
  const caps = await checkSignature(event, keys);
  const request = withinCaps(readRequest(event), caps);
  record.format = request.output_format;
  const timeLeft = context.getRemainingTimeInMillis() - LIMITS.deadlineMarginMs;
  const session = { ...options, deadline: Date.now() + timeLeft, log: record.log };
  const { method } = event.requestContext.http;
  record.log('accepted', requestFields(method, request));
  if (method === 'HEAD') {
    const facts = await probe(request, session);
    Object.assign(record.known, factFields(facts));
    return { statusCode: 200, headers: audioHeaders(request, facts, context.awsRequestId, session.deadline) };
  }
  const { facts, body, outputBytes, sourceBytes, encoderFirstByteMs, encoderPeakBytes } = await openSession(
    request,
    session,
  );
  const firstAudioMs = performance.now() - record.began;
  Object.assign(record, { firstAudioMs, outputBytes, sourceBytes, encoderPeakBytes });
  record.log('first byte', {
    first_audio_ms: Math.round(firstAudioMs),
    ffmpeg_first_byte_ms: Math.round(encoderFirstByteMs),
    ...factFields(facts),
  });
  return { statusCode: 200, headers: audioHeaders(request, facts, context.awsRequestId, session.deadline), body };
}

/** Of each request by itself: whether it was the one that its environment was made for. */
function coldStarts({ onDemand }: Platform): () => boolean {
  let isCold = onDemand;
  return () => {
    const wasCold = isCold;
    isCold = false;
    return wasCold;
  };
}

/**
 * The handler of the transcode function. A request's `transcode_id` is Lambda's own request id, so that our lines and the
 * platform's START, END and REPORT are found with one search.
 *
 * @param version - of Sluice, as in `0.1.0`
 * @param shutdown - what ends requests before their time
 */
export function transcodeHandler(settings: Settings, platform: Platform, version: string, shutdown: Shutdown) {
  const logger = createLogger(settings, version);
  const publish = streamPublisher(platform.functionName);
  const isColdStart = coldStarts(platform);
  const options = {
    binary: settings.FFMPEG_PATH,
    allow: new Set(settings.SOURCE_ALLOW),
    userAgent: `Sluice/${version}`,
    signal: shutdown.signal,
    keys: parseKeys(settings.SIGNING_KEYS.join(',')),
  };
  const records = new WeakMap<Context, RequestRecord>();
  const recordOf = (event: unknown, context: Context): RequestRecord => {
    const known = records.get(context);
    if (known) return known;
    // Whoever calls the function itself may send anything.
    const about = (event as Partial<LambdaFunctionURLEvent> | null)?.requestContext;
    const arrived = { method: about?.http?.method, askedAt: about?.timeEpoch };
    const record = startRecord(streamLog(logger, context.awsRequestId), arrived, isColdStart());
    records.set(context, record);
    return record;
  };
  return middy<LambdaFunctionURLEvent, HttpResponse>({
    executionMode: streamingMode,
    requestStart: ({ event, context }: Request) => {
      shutdown.begin();
      recordOf(event, context);
    },
    requestEnd: ({ event, context, error }: Request) => {
      publish(context.awsRequestId, closeRecord(recordOf(event, context), error ?? undefined));
      shutdown.end();
    },
  })
    .onError(({ error, context }) => errorResponse(error, context.awsRequestId))
    .handler((event: LambdaFunctionURLEvent, context: Context) =>
      answer(event, context, options, recordOf(event, context)),
    );
}
