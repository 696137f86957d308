/** The process of the listeners. Asked with a request, it tells how that was heard. */
import { type Heard, listen, opusClock, sampleClock } from './listener.ts';
import { answering } from './own-process.ts';
import { RATE } from './programme.ts';

export interface Asked {
  /** Of the service. */
  readonly url: string;
  readonly request: Readonly<Record<string, unknown>>;
}

answering(({ url, request }: Asked): Promise<Heard> => {
  const answer = fetch(`${url}/transcode`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return listen(answer, request.output_format === 'pcm' ? sampleClock(RATE * 4) : opusClock());
});
