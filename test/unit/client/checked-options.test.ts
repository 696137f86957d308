import { expect, test } from 'vitest';
import { assertOptions } from '../../../lib/client/checked-options.ts';
import { createClient } from '../../../lib/client/client.ts';
import { createClient as createNodeClient } from '../../../lib/client/node/node.ts';

const url = 'http://127.0.0.1:8090';

test.for<[what: string, options: unknown, message: RegExp]>([
  ['Nothing at all', undefined, /needs \{ url \}/],
  ['Neither a URL nor a function', {}, /^url must be .*, and is undefined\.$/],
  ['A variable of the environment that is not set', { url: undefined }, /^url must be .*, and is undefined\.$/],
  ['A URL without its scheme', { url: '127.0.0.1:8090' }, /^url must be .*"127\.0\.0\.1:8090"\.$/],
  ['Another scheme', { url: 'ftp://a.b/' }, /^url must be/],
  ['A wrong health URL', { url, healthUrl: 'health' }, /^healthUrl must be/],
  ['A name that is no option', { url, onWarn: () => {} }, /^onWarn is no option of a client; there are url, /],
  ['A name that is none of a group’s', { url, timeouts: { firstByteMS: 1 } }, /^firstByteMS is no option of timeouts;/],
  ['A function without a name', { functionName: undefined }, /^functionName must be .*, and is undefined\.$/],
  ['A key without its secret', { url, key: { id: 'bot', secret: undefined } }, /^key must be \{ id, secret \}/],
  ['A key that is text', { url, key: 'bot:secret' }, /^key must be \{ id, secret \}, both of them text, as in SIG/],
  [
    'A host that does not tell its region',
    { url, iam: { credentials: {} } },
    /^Which region is 127\.0\.0\.1 in\? .* region\.$/,
  ],
  ['A time that is none', { url, timeouts: { idleMs: '1 s' } }, /^timeouts\.idleMs must be a number .*, and is 1 s\.$/],
  ['A time that no timer has', { url, timeouts: { firstByteMs: Number.POSITIVE_INFINITY } }, /0 to 2147483647, and is/],
  ['Fewer tries than none', { url, retry: { attempts: -1 } }, /^retry\.attempts must be a number from 0, and is -1\.$/],
  ['A fallback that there is not', { url, fallback: 'never' }, /^fallback must be one of on, /],
])('%s is found out when a client is made, in Node and elsewhere.', ([, options, message]) => {
  for (const create of [createClient, createNodeClient] as readonly ((options: never) => unknown)[]) {
    expect(() => create(options as never)).toThrow(TypeError);
    expect(() => create(options as never)).toThrow(message);
  }
});

test.for<[what: string, options: object]>([
  ['a URL', { url }],
  ['a function', { functionName: 'sluice-dev-transcode' }],
  ['every group', { url, timeouts: { idleMs: 1 }, retry: { attempts: 0 }, breaker: { failures: 1 }, resume: false }],
  ['a fallback', { url, fallback: { mode: 'on', allow: [] } }],
  ['a key', { url, key: { id: 'bot', secret: 'a-secret-of-its-own' } }],
  ['options that are undefined', { url, healthUrl: undefined, timeouts: undefined, key: undefined }],
  ['nothing in a group', { url, timeouts: { idleMs: undefined }, fallback: { afterMs: undefined } }],
  ['a region', { url, iam: { credentials: {}, region: 'eu-central-1' } }],
  ['a host that tells its region', { url: 'https://a.lambda-url.eu-central-1.on.aws', iam: { credentials: {} } }],
  ['no end', { url, resume: { giveUpMs: Number.POSITIVE_INFINITY } }],
])('A client is made with %s.', ([, options]) => {
  expect(() => assertOptions(options)).not.toThrow();
});
