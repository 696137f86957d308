import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { call } from './caller.ts';
import { emulate, eventually } from './emulator.ts';

/** `T` of a process that stands still: proc_pid_stat(5). */
const stateOf = (pid: number | undefined): string | undefined =>
  /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];

const text = async (url: string): Promise<string> => (await (await call(url)).rest()).text;

describe('between invocations', () => {
  test('an environment and what it started stand still, and the same one goes on where it was', async () => {
    const { url, processes } = await emulate();
    const [child] = [await text(`${url}/?kind=spawns`)].map((line) => Number(line.split(' ')[1]));
    await eventually(() => expect(processes().map(stateOf)).toEqual(['T', 'T']));
    expect(stateOf(child)).toBe('T');
    const first = JSON.parse(await text(`${url}/?kind=ticks`)) as { after: number };
    await new Promise((resolve) => setTimeout(resolve, 500));
    const second = JSON.parse(await text(`${url}/?kind=ticks`)) as { before: number; after: number };
    // 500 ms that ran would be 50 ticks.
    expect(second.before - first.after).toBeLessThan(20);
    expect(second.after).toBeGreaterThan(second.before);
  });

  test('provisioned ones stand still before their first', async () => {
    const { processes } = await emulate({ provisioned: 2, limit: 2 });
    await eventually(() => expect(processes().map(stateOf)).toEqual(['T', 'T']));
  });

  test('they run where that is asked for', async () => {
    const { url, processes } = await emulate({}, { betweenInvocations: 'run' });
    await text(`${url}/?kind=plain`);
    await eventually(() => expect(processes().map(stateOf)).not.toContain('T'));
  });
});

describe('the platform says', () => {
  const report = (lines: readonly string[]): string => lines.filter((line) => line.includes('REPORT ')).join('\n');

  test('when an invocation starts and ends, what is billed, and what memory was used', async () => {
    const { url, lines } = await emulate({ memoryMegabytes: 512 });
    await text(`${url}/?kind=prints&line=own`);
    await eventually(() => expect(lines).toHaveLength(4));
    const [id] = /[0-9a-f-]{36}/.exec(lines[0] ?? '') ?? [];
    expect(lines.slice(0, 3)).toEqual([
      `f[0] START RequestId: ${id} Version: $LATEST`,
      'f[0] own',
      `f[0] END RequestId: ${id}`,
    ]);
    const [, duration, billed, peak] =
      /Duration: ([\d.]+) ms\tBilled Duration: (\d+) ms\tMemory Size: 512 MB\tMax Memory Used: (\d+) MB\t$/.exec(
        lines[3] ?? '',
      ) ?? [];
    expect(Number(billed)).toBe(Math.ceil(Number(duration)));
    expect(Number(peak)).toBeGreaterThan(20);
    expect(Number(peak)).toBeLessThan(200);
  });

  test('how long the initialisation took that was waited for, once', async () => {
    const { url, lines } = await emulate({ provisioned: 0 });
    await text(`${url}/?kind=plain`);
    await text(`${url}/?kind=plain`);
    await eventually(() => expect(lines.filter((line) => line.includes('REPORT'))).toHaveLength(2));
    const [first = '', second = ''] = lines.filter((line) => line.includes('REPORT'));
    const [, duration, billed, init] =
      /Duration: ([\d.]+) .*Billed Duration: (\d+) .*Init Duration: ([\d.]+) ms/.exec(first) ?? [];
    expect(Number(billed)).toBe(Math.ceil(Number(duration) + Number(init)));
    expect(second).not.toContain('Init Duration');
  });

  test.for([
    ['hangs', 'Status: timeout', 'Task timed out after 1.00 seconds'],
    ['crash', 'Status: error\tError Type: Runtime.ExitError', 'Error: Runtime exited with error: exit status 7'],
    [
      'crash&code=0',
      'Status: error\tError Type: Runtime.ExitError',
      'Error: Runtime exited without providing a reason',
    ],
  ])('what became of one that %s', async ([kind, status, words]) => {
    const { url, lines } = await emulate({ timeoutSeconds: 1 });
    expect((await call(`${url}/?kind=${kind}`)).status).toBe(502);
    await eventually(() => expect(report(lines)).toContain(status));
    expect(lines.join('\n')).toContain(words);
  });
});

describe('memory', () => {
  test('above its limit is the end of the environment, midway or before the first byte', async () => {
    const { url, lines, service } = await emulate({ memoryMegabytes: 160 });
    const answer = await call(`${url}/?kind=takes&megabytes=400&ms=60000`);
    const { complete } = await answer.rest();
    // Looked at now and then: whether the first byte was out by then is chance.
    expect([answer.status, complete]).toEqual(answer.status === 200 ? [200, false] : [502, true]);
    await eventually(() =>
      expect(lines.join('\n')).toMatch(/Max Memory Used: 160 MB\tStatus: error\tError Type: Runtime.OutOfMemory/),
    );
    expect(lines.join('\n')).toContain('Error: Runtime exited with error: signal: killed');
    await eventually(() => expect(service.figures().f?.ready).toBe(1));
    expect(await text(`${url}/?kind=takes&megabytes=1&ms=1`)).toBe('taken1048576');
  });

  test('of what a function has started counts', async () => {
    const { url, lines } = await emulate({ memoryMegabytes: 512 });
    await text(`${url}/?kind=childTakes&megabytes=200&ms=600`);
    await eventually(() => expect(lines.join('\n')).toMatch(/Max Memory Used: (2[3-9]\d|3\d\d) MB/));
  });

  test.for(['freeze', 'run'] as const)(
    'at the end of an invocation is seen where environments %s between two of them',
    async (betweenInvocations) => {
      const { url, lines } = await emulate({ memoryMegabytes: 512 }, { betweenInvocations });
      await text(`${url}/?kind=takes&megabytes=60&ms=1`);
      await eventually(() => expect(lines.join('\n')).toMatch(/Max Memory Used: (9\d|1\d\d) MB/));
    },
  );
});

describe('an internal extension', () => {
  const handler = 'extended.handler';

  test('is registered while the environment initialises, and refused in AWS’s words', async () => {
    const { url } = await emulate({ handler });
    const { registered, late, unknown } = JSON.parse(await text(url));
    expect(registered.none).toEqual({
      status: 200,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      answer: { functionName: 'service-test-f', functionVersion: '$LATEST', handler },
    });
    const refused = (name: string) => [registered[name].status, registered[name].answer.errorType];
    expect(refused('again')).toEqual([403, 'Extension.InvalidExtensionState']);
    expect(refused('shutdown')).toEqual([403, 'Extension.InvalidEventType']);
    expect(refused('unnamed')).toEqual([403, 'Extension.InvalidExtensionName']);
    expect(refused('garbled')).toEqual([403, 'InvalidRequestFormat']);
    expect([late.status, late.answer.errorType]).toEqual([403, 'Extension.RegistrationClosed']);
    expect(unknown).toBe(403);
  });

  test('that listens hears of each invocation, and the environment waits for it', async () => {
    const { url } = await emulate({ handler, environment: { LISTENS: 'yes' } });
    await text(url);
    const { heard } = JSON.parse(await text(url));
    expect(heard.length).toBeGreaterThan(0);
    expect(heard[0]).toEqual({
      eventType: 'INVOKE',
      deadlineMs: expect.any(Number),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      invokedFunctionArn: expect.stringContaining(':function:service-test-f'),
      tracing: { type: 'X-Amzn-Trace-Id', value: expect.stringMatching(/^Root=1-/) },
    });
  });

  test('that asks twice at once is refused the second time, and hears by the first', async () => {
    const { url } = await emulate({ handler, environment: { LISTENS: 'twice' } });
    await text(url);
    const { heard, impatient } = JSON.parse(await text(url));
    expect(impatient).toEqual([403, 'Extension.InvalidExtensionState']);
    expect(heard.length).toBeGreaterThan(0);
  });

  test('has the runtime told before it is ended, also out of its sleep', async () => {
    const { service, lines, processes } = await emulate({ handler });
    await service.close();
    expect(lines).toEqual(['f[0] told to end']);
    expect(processes()).toEqual([]);
  });

  test('does not keep alive who will not end', async () => {
    const { service, lines, processes } = await emulate({ handler, environment: { STAYS: 'yes' } });
    await service.close();
    expect(lines).toEqual(['f[0] told to end']);
    expect(processes()).toEqual([]);
  });

  test('gets nothing new to do once its environment is to end, and what it still answers comes too late', async () => {
    const environment = { STAYS: 'yes', ANSWERS: 'when told' };
    const { url, lines } = await emulate({ handler, timeoutSeconds: 1, environment });
    for (let calls = 0; calls < 2; calls += 1) expect((await call(url)).status).toBe(502);
    const asked = lines.filter((line) => line.includes('asked in'));
    expect(new Set(asked).size).toBe(2);
    await eventually(() => expect(lines.find((line) => line.includes('REPORT'))).toContain('Status: timeout'));
  });

  test('does not complete an answer whose time is up', async () => {
    const environment = { STAYS: 'yes', ANSWERS: 'half, and when told' };
    const { url } = await emulate({ handler, timeoutSeconds: 1, environment });
    expect(await (await call(url)).rest()).toEqual({ text: 'half', complete: false });
  });

  test('does not make an answer whole, for a caller who waits for all of it, whose time is up', async () => {
    const environment = { STAYS: 'yes', ANSWERS: 'half, and when told' };
    const { url } = await emulate({ handler, timeoutSeconds: 1, environment, url: { invokeMode: 'BUFFERED' } });
    expect((await call(url)).status).toBe(502);
  });

  test('is what it takes: without one nobody is told', async () => {
    const { service, lines } = await emulate();
    await service.close();
    expect(lines).toEqual([]);
  });
});
