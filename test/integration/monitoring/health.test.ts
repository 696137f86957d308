import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call } from '../../offline/caller.ts';
import { door, eventually } from '../../offline/emulator.ts';
import { fleet } from './fleet.ts';

const READY = { requested: 4, allocated: 4, available: 4, status: 'READY' };

/** A program of these lines. */
async function program(...lines: string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-binary-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'ffmpeg');
  await writeFile(path, lines.join('\n'));
  await chmod(path, 0o755);
  return path;
}

describe('the service is healthy', () => {
  test('where all is as it was asked for, and tells how many streams there are', async () => {
    const { health, url } = await fleet();
    await eventually(async () =>
      expect(await health()).toMatchObject({
        status: 200,
        body: {
          status: 'healthy',
          service: 'sluice',
          ffmpeg_version: expect.stringMatching(/^7\./),
          active_streams: 0,
          max_streams: 4,
          provisioned: READY,
        },
      }),
    );
    const entrance = await door();
    const running = await Promise.all([1, 2, 3].map(() => call(`${url}/?kind=parts&door=${entrance.url}`)));
    // What was heard is told for ten seconds.
    await eventually(async () => expect((await health()).body).toMatchObject({ status: 'healthy', active_streams: 3 }));
    entrance.open();
    await Promise.all(running.map((answer) => answer.rest()));
  });

  test('where nothing is kept warm, for that is what was asked for', async () => {
    const { health } = await fleet({ provisioned: 0 });
    await eventually(async () => {
      const { body } = await health();
      expect(body).toMatchObject({ status: 'healthy' });
      expect(body).not.toHaveProperty('provisioned');
    });
  });
});

describe('it is degraded', () => {
  test('with half of the environments', async () => {
    const { exhaust, health, url } = await fleet();
    exhaust();
    for (const _ of [1, 2]) expect((await call(`${url}/?kind=crash`)).status).toBe(502);
    await eventually(async () =>
      expect(await health()).toMatchObject({
        status: 200,
        body: { status: 'degraded', provisioned: { requested: 4, allocated: 2, status: 'FAILED' } },
      }),
    );
    expect((await call(`${url}/health/ready`)).status).toBe(200);
  });

  test.for(['refused', 'garbled', 'silent'] as const)(
    'while CloudWatch is %s, and the Lambda API is not',
    async (line) => {
      const { cloudWatch, health, lines } = await fleet();
      cloudWatch.line = line;
      await eventually(async () =>
        expect(await health()).toMatchObject({
          status: 200,
          body: { status: 'degraded', active_streams: null, max_streams: 4, provisioned: READY },
        }),
      );
      expect(cloudWatch.calls()).toBeGreaterThan(0);
      // It stands still between calls: that nothing came is noticed in the next one.
      await eventually(async () => {
        await health();
        expect(lines.join('\n')).toContain('AWS did not tell how the function is');
      });
      cloudWatch.line = 'through';
      await eventually(async () =>
        expect((await health()).body).toMatchObject({ status: 'healthy', active_streams: 0 }),
      );
    },
  );

  test.for(['silent', 'stalled'] as const)('while all of AWS is %s, and does not wait for it', async (line) => {
    const { cloudWatch, lambda, health } = await fleet();
    cloudWatch.line = line;
    lambda.line = line;
    const { status, body } = await health();
    // Asked, and still without an answer when ours was there.
    expect([cloudWatch.waiting(), lambda.waiting()]).toEqual([1, 2]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'degraded', active_streams: null, max_streams: 50 });
    // The connections stay open: those calls have to be given up from here.
    cloudWatch.line = 'through';
    lambda.line = 'through';
    await eventually(async () =>
      expect((await health()).body).toMatchObject({ status: 'healthy', max_streams: 4, provisioned: READY }),
    );
  });
});

describe('it is unhealthy', () => {
  test.for<[string, () => Promise<string>]>([
    ['without the layer', async () => '/opt/bin/there-is-no-ffmpeg'],
    ['with a binary that fails', () => program('#!/bin/sh', 'exit 1')],
    ['with a binary that is none', () => program('not a program')],
    ['with a binary that is another program', () => program('#!/bin/sh', 'echo hello')],
    ['with a binary that hangs', () => program('#!/bin/sh', 'exec sleep 600')],
  ])('%s', async ([, binary]) => {
    const { health, url } = await fleet({ healthVariables: { FFMPEG_PATH: await binary() } });
    expect(await health()).toMatchObject({ status: 503, body: { status: 'unhealthy', ffmpeg_version: null } });
    const ready = await call(`${url}/health/ready`);
    expect([ready.status, (await ready.rest()).text]).toEqual([503, 'not ready']);
    const live = await call(`${url}/health/live`);
    expect([live.status, (await live.rest()).text]).toEqual([200, 'alive']);
  });
});
