import { TranscodeError } from '../../contract/errors.ts';
import { ClientError, foundHere, late } from '../errors.ts';
import { isRefusal } from '../policy/trouble.ts';
import type { Leg, Opening, OpenLeg, SentRequest } from './leg.ts';

/** When the fallback steps in. */
export type FallbackMode = 'on' | 'only-when-refused';

export interface FallbackPlan {
  readonly mode: FallbackMode;
  readonly open: OpenLeg;
  /** Milliseconds without the service's first audio after which it begins beside. */
  readonly afterMs: number;
  /** Told why the fallback is what is heard. */
  readonly onFallback: (reason: unknown) => void;
}

type Outcome = { readonly leg: Leg } | { readonly error: unknown };

const settled = (opening: Promise<Leg>): Promise<Outcome> =>
  opening.then(
    (leg) => ({ leg }),
    (error: unknown) => ({ error }),
  );

const isFinal = (error: unknown): boolean => !(error instanceof TranscodeError) || !error.recoverable;

/** Ends an opening that nobody waits for any more, and the leg if it has become one. */
function giveUp(opening: Promise<Outcome> | undefined, abort: AbortController, reason: unknown): void {
  abort.abort(reason);
  void opening?.then((outcome) => 'leg' in outcome && outcome.leg.cancel());
}

/**
 * Opens a leg on the service; or on the fallback, as soon as the service is in trouble: it has failed for good, it keeps its
 * caller waiting. Whoever has the first audio is heard, the other one is ended.
 */
export async function race(
  service: OpenLeg,
  { mode, open, afterMs, onFallback }: FallbackPlan,
  request: SentRequest,
  signal: AbortSignal,
  { waitedMs = 0 }: Opening = {},
): Promise<Leg> {
  const [ofService, ofFallback] = [new AbortController(), new AbortController()];
  let failure: unknown;
  const onFailure = (error: unknown): void => {
    failure = error;
  };
  const asked = settled(service(request, AbortSignal.any([signal, ofService.signal]), { onFailure }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<'waited'>((resolve) => {
    if (mode === 'on') timer = setTimeout(() => resolve('waited'), Math.max(0, afterMs - waitedMs));
  });
  let beside: Promise<Outcome> | undefined;
  try {
    const first = await Promise.race([asked, waited]);
    if (first !== 'waited') {
      if ('leg' in first) return first.leg;
      const steps = mode === 'on' ? !isFinal(first.error) : isRefusal(first.error);
      if (!steps || signal.aborted) throw first.error;
      return heard(await settled(open(request, signal)), first.error);
    }
    beside = settled(open(request, AbortSignal.any([signal, ofFallback.signal])));
    const second = await Promise.race([asked, beside]);
    const isOfService = second === (await Promise.race([asked, undefined]));
    const other = isOfService ? beside : asked;
    if ('leg' in second) {
      if (isOfService) giveUp(beside, ofFallback, undefined);
      else giveUp(asked, ofService, late('sent no audio', afterMs));
      return isOfService ? second.leg : heard(second, failure ?? late('sent no audio', afterMs));
    }
    // What the service finds wrong with the request or the source is wrong. The fallback may only lack something.
    if (isOfService && (signal.aborted || isFinal(second.error))) {
      giveUp(beside, ofFallback, second.error);
      throw second.error;
    }
    const last = await other;
    if (isOfService) return heard(last, second.error);
    if ('leg' in last) return last.leg;
    throw isFinal(last.error) ? last.error : failed(second.error, last.error);
  } finally {
    clearTimeout(timer);
  }

  function heard(outcome: Outcome, why: unknown): Leg {
    if ('leg' in outcome) {
      onFallback(why);
      return outcome.leg;
    }
    throw failed(outcome.error, why);
  }
}

/** The service's trouble is what has to be mended, unless the source itself is at fault. */
function failed(ofFallback: unknown, ofService: unknown): unknown {
  if (!isFinal(ofFallback)) return ofService;
  const areErrors = ofFallback instanceof TranscodeError && ofService instanceof ClientError;
  return areErrors ? foundHere(ofFallback, ofService) : ofFallback;
}
