import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call } from './caller.ts';
import { type Child, startChild } from './child.ts';
import { door, eventually, FIXTURES, processesWith } from './emulator.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
/** npm scripts have the project's Node first on the PATH; a test that is run in another way has not. */
const PATH = [dirname(process.execPath), join(REPOSITORY, 'node_modules/.bin'), process.env.PATH].join(':');

function serverless(custom: object, functions: object = {}): Child & { processes(): number[] } {
  const directory = mkdtempSync(join(tmpdir(), 'offline-service-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  // A copy, beside nothing else of this repository: the plugin could be published alone.
  cpSync(join(REPOSITORY, 'lib/offline'), join(directory, 'offline'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(directory, 'node_modules'));
  cpSync(FIXTURES, join(directory, 'dist'), { recursive: true });
  const marker = randomUUID();
  // JSON is YAML.
  const service = {
    service: 'offline-test',
    provider: { name: 'aws', runtime: 'nodejs24.x', region: 'eu-central-1', environment: { MARKER: marker } },
    plugins: ['./offline/plugin.ts', 'serverless-offline'],
    functions: {
      transcode: { handler: 'dist/functions.streaming', timeout: 20, url: { invokeMode: 'RESPONSE_STREAM' } },
      health: { handler: 'dist/functions.buffered', url: true },
      ...functions,
    },
    custom: { lambdaOffline: { port: '0', routes: { '/transcode': 'transcode', '/health': 'health' }, ...custom } },
  };
  writeFileSync(join(directory, 'serverless.yml'), JSON.stringify(service));
  const child = startChild('npx', ['serverless', 'offline'], { cwd: directory, env: { ...process.env, PATH } });
  return { ...child, processes: () => processesWith(`MARKER=${marker}`) };
}

describe('npx serverless offline', () => {
  test('serves routes and aliases, drains on Ctrl-C and exits with 0', async () => {
    const entrance = await door();
    const guarded = { handler: 'dist/functions.buffered', url: { authorizer: 'aws_iam' } };
    const child = serverless({ aliases: { '/api/v1': '' }, concurrency: { transcode: '2' } }, { guarded });
    const url = await child.ready;
    expect(child.processes()).toHaveLength(2);

    const echo = JSON.parse((await (await call(`${url}/api/v1/transcode?kind=echo`)).rest()).text);
    expect(echo.event.rawPath).toBe('/api/v1/transcode');
    expect(echo.variables).toMatchObject({
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: 'offline-test-dev-transcode',
    });
    expect((await call(`${url}/health/live`)).status).toBe(201);
    expect((await call(`${url}/healthy`)).status).toBe(404);
    const [, host = ''] = /^health: (http\S+)$/m.exec(child.stderr()) ?? [];
    expect((await call(`${host}/anything`)).status).toBe(201);
    const [, guardedHost = ''] = /^guarded: (http\S+)$/m.exec(child.stderr()) ?? [];
    expect((await call(guardedHost)).status).toBe(403);
    const [, lambda = ''] = /^lambda: (http\S+)$/m.exec(child.stderr()) ?? [];
    expect((await call(lambda)).headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');

    const running = await call(`${url}/transcode?kind=parts&door=${entrance.url}`);
    await eventually(() => expect(entrance.waiting()).toBe(1));
    // A terminal's Ctrl-C reaches the whole group, and npm hands it on once more.
    process.kill(-child.pid, 'SIGINT');
    await eventually(async () => expect((await call(`${url}/transcode`)).status).toBe(503));
    entrance.open();
    expect(await running.rest()).toEqual({ text: 'firstsecond', complete: true });
    await child.exit;
    await eventually(() => expect(child.processes()).toEqual([]));
    expect(child.stdout().match(/^ready /gm)).toHaveLength(1);
    // Its own servers never listened: nothing here needs them.
    expect(child.stderr()).not.toMatch(/listening on/);
  });

  test('ends when npx does, which hands no SIGTERM on', async () => {
    const child = serverless({ concurrency: { transcode: 1 } });
    await child.ready;
    process.kill(child.pid, 'SIGTERM');
    await child.exit;
    await eventually(() => expect(child.processes()).toEqual([]));
  });

  test('leaves nothing after SIGKILL', async () => {
    const child = serverless({ concurrency: { transcode: 1 } });
    const url = await child.ready;
    await (await call(`${url}/transcode?kind=spawns`)).rest();
    expect(child.processes()).toHaveLength(2);
    process.kill(-child.pid, 'SIGKILL');
    await eventually(() => expect(child.processes()).toEqual([]));
  });

  test('ends a start that is under way', async () => {
    const child = serverless({ concurrency: { transcode: 30 } });
    await eventually(() => expect(child.processes().length).toBeGreaterThan(1));
    process.kill(-child.pid, 'SIGINT');
    await child.exit;
    await eventually(() => expect(child.processes()).toEqual([]));
    expect(child.stdout()).not.toContain('ready');
  });

  test('tells every mistake at once and exits with 1', async () => {
    const child = serverless(
      {
        port: 'eighty',
        routes: { transcode: 'nobody' },
        brokenStream: 'never',
        emptyStream: 'sometimes',
        image: 'nowhere',
        colour: 1,
        buildCommand: 'npm run build',
      },
      {
        missing: {
          handler: 'dist/absent.handler',
          url: { cors: { allowedMethods: ['GET', 'OPTIONS'], maxAge: 86_401 } },
        },
      },
    );
    expect((await child.exit).code).toBe(1);
    const text = child.stderr() + child.stdout();
    expect(text).toContain('custom.lambdaOffline.port must be a whole number from 0 to 65535, not "eighty"');
    expect(text).toContain('the path "transcode" must begin with "/"');
    expect(text).toContain('nobody is not a function with a url');
    expect(text).toContain('brokenStream must be "reset" or "clean"');
    expect(text).toContain('emptyStream must be "end" or "hang"');
    expect(text).toMatch(/functions\.missing\.url\.cors\.allowedMethods must be "GET" or .*, not "OPTIONS"/);
    expect(text).toContain('functions.missing.url.cors.maxAge must be a whole number from 0 to 86400, not 86401');
    expect(text).toMatch(/image: there is no \/.*\/nowhere\/lambda-entrypoint\.sh: it must be the root of an image/);
    expect(text).toContain('colour is not an option');
    expect(text).toMatch(/functions\.missing\.handler: there is no .*build it with: npm run build/);
    expect(child.processes()).toEqual([]);
  });
});
