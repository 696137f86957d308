import middy, { type Request } from '@middy/core';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { encoderDigest } from '../session/encoder-build.ts';
import type { AnswerLimits, SessionFacts, SessionOptions } from '../session/options.ts';
import { probe } from '../session/probe.ts';
import { openSession } from '../session/session.ts';
import { LIMITS } from '../settings/limits.ts';
import type { Platform } from '../settings/platform.ts';
import type { Settings } from '../settings/settings.ts';
import { parseKeys, type SigningKeys } from '../sign/keys.ts';
import { createLogger, streamLog } from '../telemetry/log.ts';
import { streamPublisher } from '../telemetry/metrics/publish.ts';
import { audioHeaders } from './audio-headers.ts';
import { cachingOf, type Ingredients, notModified } from './caching.ts';
import type { HttpResponse } from './lambda.ts';
import { type EverybodysLimits, withinLimits } from './limits.ts';
import { factFields, requestFields } from './log-fields.ts';
import { readRequest } from './read-request.ts';
import { closeRecord, type RequestRecord, startRecord } from './record.ts';
import { errorResponse } from './respond.ts';
import type { Shutdown } from './shutdown.ts';
import { checkSignature, withinCaps } from './signature.ts';
import { streamingMode } from './streaming-mode.ts';

/** What all requests of an environment have in common. */
interface Service
  extends Pick<SessionOptions, 'binary' | 'allow' | 'userAgent' | 'signal'>,
    Pick<Ingredients, 'version' | 'encoder'> {
  readonly keys: SigningKeys;
  readonly limits: EverybodysLimits & Pick<AnswerLimits, 'bytes'>;
}

/** Answers one request; `record` learns what the last log line and the metrics will want to know. */
async function answer(
  event: LambdaFunctionURLEvent,
  context: Context,
  { keys, version, encoder, limits, ...options }: Service,
  record: RequestRecord,
): Promise<HttpResponse> {
  const caps = await checkSignature(event, keys);
  const request = withinCaps(withinLimits(readRequest(event), limits), caps);
  record.format = request.output_format;
  const timeLeft = context.getRemainingTimeInMillis() - LIMITS.deadlineMarginMs;
  const caching = cachingOf(event, keys.size > 0, { request, version, encoder });
  const session = {
    ...options,
    deadline: performance.now() + timeLeft,
    log: record.log,
    onSource: caching.onSource,
    limits: { ...limits, granted: caps.duration },
  };
  const headersOf = (facts: SessionFacts) => ({
    ...audioHeaders(request, facts, context.awsRequestId, session.deadline),
    ...caching.headers(),
  });
  const { method } = event.requestContext.http;
  record.log('accepted', requestFields(method, request));
  if (method === 'HEAD') {
    const facts = await probe(request, session);
    Object.assign(record.known, factFields(facts));
    return { statusCode: 200, headers: headersOf(facts) };
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
  return { statusCode: 200, headers: headersOf(facts), body };
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
  let digest: Promise<string | undefined> | undefined;
  const options: Service = {
    binary: settings.FFMPEG_PATH,
    version,
    // Once, and only where an answer may be kept.
    encoder: () => {
      digest ??= encoderDigest(settings.FFMPEG_PATH).then((sum) => {
        // Where it could not be read it may be there the next time.
        if (sum === undefined) digest = undefined;
        return sum;
      });
      return digest;
    },
    allow: new Set(settings.SOURCE_ALLOW),
    userAgent: `Sluice/${version}`,
    signal: shutdown.signal,
    limits: {
      seconds: settings.MAX_DURATION_SECONDS,
      bytes: settings.MAX_ANSWER_BYTES,
      kilobits: settings.MAX_BITRATE_KBPS,
    },
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
      answer(event, context, options, recordOf(event, context)).catch((error: unknown) =>
        notModified(error, context.awsRequestId),
      ),
    );
}
