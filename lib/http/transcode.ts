import middy, { type Request } from '@middy/core';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import type { SessionOptions } from '../session/options.ts';
import { probe } from '../session/probe.ts';
import { openSession } from '../session/session.ts';
import { LIMITS } from '../settings/limits.ts';
import type { Settings } from '../settings/settings.ts';
import { parseKeys, type SigningKeys } from '../sign/keys.ts';
import { createLogger, streamLog } from '../telemetry/log.ts';
import { audioHeaders } from './audio-headers.ts';
import type { HttpResponse } from './lambda.ts';
import { readRequest } from './read-request.ts';
import { closeRecord, type RequestRecord, startRecord } from './record.ts';
import { errorResponse } from './respond.ts';
import { checkSignature, withinCaps } from './signature.ts';
import { streamingMode } from './streaming-mode.ts';

/** Answers one request; `record` learns what the last log line and the metrics will want to know. */
async function answer(
  event: LambdaFunctionURLEvent,
  context: Context,
  { keys, ...options }: Pick<SessionOptions, 'binary' | 'allow' | 'userAgent'> & { readonly keys: SigningKeys },
  record: RequestRecord,
): Promise<HttpResponse> {
  const caps = await checkSignature(event, keys);
  const request = withinCaps(readRequest(event), caps);
  record.format = request.output_format;
  const timeLeft = context.getRemainingTimeInMillis() - LIMITS.deadlineMarginMs;
  const session = { ...options, deadline: Date.now() + timeLeft, log: record.log };
  const { method } = event.requestContext.http;
  record.log('accepted', { method, format: request.output_format });
  if (method === 'HEAD') {
    const facts = await probe(request, session);
    return { statusCode: 200, headers: audioHeaders(request, facts, context.awsRequestId, session.deadline) };
  }
  const { facts, body, outputBytes, sourceBytes } = await openSession(request, session);
  record.firstAudioMs = Math.round(performance.now() - record.began);
  record.outputBytes = outputBytes;
  record.sourceBytes = sourceBytes;
  record.log('first byte', { first_audio_ms: record.firstAudioMs, ...facts });
  return { statusCode: 200, headers: audioHeaders(request, facts, context.awsRequestId, session.deadline), body };
}

/**
 * The handler of the transcode function. A request's `transcode_id` is Lambda's own request id, so that our lines and the
 * platform's START, END and REPORT are found with one search.
 *
 * @param version - of Sluice, as in `0.1.0`
 */
export function transcodeHandler(settings: Settings, version: string) {
  const logger = createLogger(settings, version);
  const options = {
    binary: settings.FFMPEG_PATH,
    allow: new Set(settings.SOURCE_ALLOW),
    userAgent: `Sluice/${version}`,
    keys: parseKeys(settings.SIGNING_KEYS.join(',')),
  };
  const records = new WeakMap<Context, RequestRecord>();
  const recordOf = (context: Context): RequestRecord => {
    const record = records.get(context) ?? startRecord(streamLog(logger, context.awsRequestId));
    records.set(context, record);
    return record;
  };
  return middy<LambdaFunctionURLEvent, HttpResponse>({
    executionMode: streamingMode,
    requestStart: ({ context }: Request) => void recordOf(context),
    requestEnd: ({ context, error }: Request) => closeRecord(recordOf(context), error ?? undefined),
  })
    .onError(({ error, context }) => errorResponse(error, context.awsRequestId))
    .handler((event: LambdaFunctionURLEvent, context: Context) => answer(event, context, options, recordOf(context)));
}
