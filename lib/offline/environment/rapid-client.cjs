/**
 * Preloaded into every execution environment before aws-lambda-ric: a stand-in for RIC's native
 * `./rapid-client.node`, which would take 75 s of cmake to build. Its interface is that of RIC's
 * `src/native/rapid-client.cc`: `next`, `done`, `error`. Streamed answers do not pass here: RIC posts them itself.
 *
 * Plain CommonJS under `--require`, with no other import than what RIC loads anyway, for this is paid once per
 * environment: as a module under `--import` it cost twice the CPU time to start and 4.5 MB more of each.
 */
'use strict';

const { Agent, request } = require('node:http');
const Module = require('node:module');

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const base = '/2018-06-01/runtime/invocation/';

/** The native `done` and `error` block until the answer is posted; here `next` waits for them instead. */
let posted = Promise.resolve();

function send(method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: base + path, method, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ bodyJson: text, headers: response.headers }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function post(path, body, headers) {
  const length = Buffer.byteLength(body);
  posted = send('POST', path, { 'content-type': 'application/json', 'content-length': length, ...headers }, body);
  // Reported by the `next` that waits for it; without this a failure would be an unhandled rejection as well.
  posted.catch(() => {});
}

const client = {
  async next() {
    await posted;
    return send('GET', 'next', {});
  },
  done(id, body) {
    post(`${id}/response`, body, {});
  },
  error(id, body, xrayCause) {
    const cause =
      Buffer.byteLength(xrayCause) < 64_000 ? { 'lambda-runtime-function-xray-error-cause': xrayCause } : {};
    post(`${id}/error`, body, { 'lambda-runtime-function-error-type': errorType(body), ...cause });
  },
};

function errorType(body) {
  try {
    return String(JSON.parse(body).errorType ?? 'Unhandled').replace(/[^\x20-\x7e]/g, '?');
  } catch {
    return 'Unhandled';
  }
}

const load = Module._load;
Module._load = (name, ...rest) => (name === './rapid-client.node' ? client : load(name, ...rest));

// Only with `clientDisconnect: abort`, which breaks RIC's connection. RIC leaves a promise of it without a listener
// (`headersDone` of its response-stream.js), and the rejection would end the process before the handler can react.
if (process.env.LAMBDA_OFFLINE_CLIENT_DISCONNECT === 'abort') {
  process.on('unhandledRejection', (error) => {
    if (error?.code !== 'ECONNRESET' && error?.code !== 'EPIPE') throw error;
  });
}
delete process.env.LAMBDA_OFFLINE_CLIENT_DISCONNECT;
