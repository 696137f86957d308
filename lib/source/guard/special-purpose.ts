/**
 * Blocks that are no place for a source although ipaddr.js calls them `unicast`. Its own ranges cover the rest of the
 * IANA special-purpose registries.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export const REFUSED_BLOCKS: ReadonlyArray<{ cidr: string; name: string }> = [
  // Routable by its look, answered by the hypervisor: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  { cidr: '168.63.129.16/32', name: 'Azure platform service' },
  { cidr: '3ffe::/16', name: '6bone, returned (RFC 3701)' },
];

/** All that IANA has given out as global unicast (RFC 4291, section 2.4; RFC 3587). */
export const GLOBAL_UNICAST_V6 = '2000::/3';

/** Words five and six of an address with an IPv4 address in its last two (RFC 5214, section 6.1), any prefix before. */
export const ISATAP_INTERFACE_IDS: ReadonlyArray<readonly [number, number]> = [
  [0x0000, 0x5efe],
  [0x0200, 0x5efe],
];
