import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { GLOBAL_UNICAST_V6, ISATAP_INTERFACE_IDS, REFUSED_BLOCKS } from './special-purpose.ts';

type Address = ReturnType<typeof ipaddr.parse>;

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR(GLOBAL_UNICAST_V6);
const REFUSED = REFUSED_BLOCKS.map(({ cidr, name }) => ({ block: ipaddr.parseCIDR(cidr), name }));

/** `match` throws on mixed families; a block of the other family is simply no match. */
const within = (address: Address, [network, bits]: [Address, number]): boolean =>
  address.kind() === network.kind() && address.match(network, bits);

/**
 * An address in its one spelling, or `undefined` for what the kernel would not take as an address as it stands. The
 * second opinion matters: ipaddr.js alone reads `010.0.0.1` as octal, and a zone (`fe80::1%eth0`) is local by itself.
 */
export const canonicalAddress = (text: string): string | undefined =>
  isIP(text) === 0 || text.includes('%') ? undefined : ipaddr.parse(text).toString();

/**
 * Why an address is no place for a source, or `undefined` where it is public.
 *
 * Public is what ipaddr.js calls `unicast`, for IPv6 inside 2000::/3, less {@link REFUSED_BLOCKS}. The forms that carry
 * an IPv4 address (mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP) are refused as a whole instead of being
 * unwrapped: no source is reachable by them alone, and each is a second spelling of 127.0.0.1.
 *
 * @returns a reason for the log; it is not for the caller, who could map a network with it.
 */
export const addressRefusal = (text: string): string | undefined => {
  if (canonicalAddress(text) === undefined) return 'not an address';
  const address = ipaddr.parse(text);
  const range = address.range();
  if (range !== 'unicast') return range;
  if (address.kind() === 'ipv6') {
    if (!within(address, GLOBAL_UNICAST)) return 'outside 2000::/3';
    const { parts } = address as ReturnType<typeof ipaddr.IPv6.parse>;
    if (ISATAP_INTERFACE_IDS.some(([fifth, sixth]) => parts[4] === fifth && parts[5] === sixth)) return 'ISATAP';
  }
  return REFUSED.find(({ block }) => within(address, block))?.name;
};
