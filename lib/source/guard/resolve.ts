import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { downloadFailure } from '../http/failures.ts';
import { type WaitTerms, waitFor } from '../http/wait.ts';
import { addressRefusal, canonicalAddress } from './address.ts';
import { notPublic, type Target } from './target.ts';

/** Every address of a name, in the order of preference. It is asked once for a hop. */
export type Resolver = (hostname: string) => Promise<ReadonlyArray<{ readonly address: string }>>;

/** getaddrinfo: the machine's own view, /etc/hosts included, so that the check sees what a connection would use. */
export const systemResolver: Resolver = (hostname) => lookup(hostname, { all: true });

const ipv4First = (addresses: readonly string[]): string[] => [
  ...addresses.filter((address) => isIPv4(address)),
  ...addresses.filter((address) => !isIPv4(address)),
];

/** Throws unless every address is public: one that is not makes the name a way into a network, whatever the others are. */
const check = (target: Target, addresses: readonly string[]): string[] =>
  addresses.map((address) => {
    const refusal = target.allowed ? undefined : addressRefusal(address);
    const canonical = canonicalAddress(address);
    // Not an address at all: the socket would take it for a name and look it up again, past this check.
    if (refusal !== undefined || canonical === undefined)
      throw notPublic(target, `${address} is ${refusal ?? 'no address'}`);
    return canonical;
  });

/**
 * The addresses to connect to, checked, IPv4 first. A literal in the URL takes the same way as an answer of the
 * resolver, only without asking.
 *
 * getaddrinfo cannot be cancelled: a wait that was given up leaves its thread working, but nothing of ours open.
 *
 * @throws TranscodeError `INVALID_URL` where an address is not public, `DOWNLOAD_FAILED` where there is none, `TIMEOUT`
 */
export const resolveTarget = async (target: Target, resolve: Resolver, terms: WaitTerms): Promise<string[]> => {
  if (target.literal) return check(target, [target.hostname]);
  const answers = await waitFor<Awaited<ReturnType<Resolver>>>(terms, (answered, failed) => {
    resolve(target.hostname).then(answered, (error: unknown) => failed(downloadFailure(error)));
    return () => {};
  });
  if (answers.length === 0) throw downloadFailure(Object.assign(new Error('no addresses'), { code: 'ENODATA' }));
  return check(target, ipv4First(answers.map(({ address }) => address)));
};
