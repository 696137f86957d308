import { expect, test } from 'vitest';
import { type Resolver, resolveTarget } from '../../../../lib/source/guard/resolve.ts';
import { parseTarget } from '../../../../lib/source/guard/target.ts';
import type { WaitTerms } from '../../../../lib/source/http/wait.ts';

const TERMS: WaitTerms = { ms: 5_000, late: () => new Error('late'), signal: undefined };

const resolved = (
  url: string,
  answers: readonly string[],
  allow: ReadonlySet<string> = new Set(),
): Promise<string[]> => {
  const resolver: Resolver = async () => answers.map((address) => ({ address }));
  return resolveTarget(parseTarget(url, allow), resolver, TERMS);
};

test('answers keep their order within a family, IPv4 first', async () => {
  const answers = ['2606:4700::2', '1.1.1.2', '2606:4700::1', '1.1.1.1'];
  expect(await resolved('http://a.example/', answers)).toEqual(['1.1.1.2', '1.1.1.1', '2606:4700::2', '2606:4700::1']);
});

test.each([
  ['the first', ['10.0.0.1', '1.1.1.1']],
  ['the last', ['1.1.1.1', '2606:4700::1', '169.254.169.254']],
  ['the IPv6 one', ['1.1.1.1', 'fd00:ec2::254']],
  ['a mapped one', ['1.1.1.1', '::ffff:10.0.0.1']],
  ['one that is no address', ['1.1.1.1', 'localhost']],
])('one answer that is not public refuses the name: %s', async (_which, answers) => {
  const refusal = resolved('http://a.example/', answers);
  await expect(refusal).rejects.toMatchObject({ code: 'INVALID_URL', status: 400, recoverable: false });
});

test('the addresses of an allowed pair need not be public, but they have to be addresses', async () => {
  const allow = new Set(['media.local:8080']);
  expect(await resolved('http://media.local:8080/', ['10.0.0.1', '::1'], allow)).toEqual(['10.0.0.1', '::1']);
  const name = resolved('http://media.local:8080/', ['localhost'], allow);
  await expect(name).rejects.toMatchObject({ code: 'INVALID_URL' });
});

test('a literal is checked without asking the resolver', async () => {
  const resolver: Resolver = () => Promise.reject(new Error('asked'));
  const ask = (url: string): Promise<string[]> => resolveTarget(parseTarget(url, new Set()), resolver, TERMS);
  expect(await ask('http://1.1.1.1/')).toEqual(['1.1.1.1']);
  for (const host of ['127.0.0.1', '[::1]', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]']) {
    await expect(ask(`http://${host}/`), host).rejects.toMatchObject({ code: 'INVALID_URL' });
  }
});

test('the name of this very machine is refused by what /etc/hosts says', async () => {
  const { systemResolver } = await import('../../../../lib/source/guard/resolve.ts');
  const target = parseTarget('http://localhost:8080/', new Set());
  await expect(resolveTarget(target, systemResolver, TERMS)).rejects.toMatchObject({ code: 'INVALID_URL' });
});

test('no such name is a failed download that may be tried again', async () => {
  const notFound: Resolver = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
  const target = parseTarget('http://nowhere.example/', new Set());
  const failure = { code: 'DOWNLOAD_FAILED', recoverable: true, message: 'The name of the source does not resolve.' };
  await expect(resolveTarget(target, notFound, TERMS)).rejects.toMatchObject(failure);
  await expect(resolved('http://nowhere.example/', [])).rejects.toMatchObject(failure);
});

test('a resolver that never answers is given up in time, or when the caller says so', async () => {
  const never: Resolver = () => new Promise(() => {});
  const target = parseTarget('http://slow.example/', new Set());
  await expect(resolveTarget(target, never, { ...TERMS, ms: 5 })).rejects.toThrow('late');
  const abort = new AbortController();
  const waiting = resolveTarget(target, never, { ...TERMS, signal: abort.signal });
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});
