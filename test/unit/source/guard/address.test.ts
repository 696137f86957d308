import { expect, test } from 'vitest';
import { addressRefusal, canonicalAddress } from '../../../../lib/source/guard/address.ts';

/** First and last address of every block of the IANA IPv4 registry, written out so that no library computes its own test. */
const SPECIAL_V4: ReadonlyArray<readonly [name: string, first: string, last: string]> = [
  ['this network (RFC 791)', '0.0.0.0', '0.255.255.255'],
  ['private use 10/8 (RFC 1918)', '10.0.0.0', '10.255.255.255'],
  ['shared address space (RFC 6598)', '100.64.0.0', '100.127.255.255'],
  ['loopback (RFC 1122)', '127.0.0.0', '127.255.255.255'],
  ['link local (RFC 3927)', '169.254.0.0', '169.254.255.255'],
  ['private use 172.16/12 (RFC 1918)', '172.16.0.0', '172.31.255.255'],
  ['IETF protocol assignments (RFC 6890)', '192.0.0.0', '192.0.0.255'],
  ['documentation TEST-NET-1 (RFC 5737)', '192.0.2.0', '192.0.2.255'],
  ['AS112-v4 (RFC 7535)', '192.31.196.0', '192.31.196.255'],
  ['AMT (RFC 7450)', '192.52.193.0', '192.52.193.255'],
  ['6to4 relay anycast (RFC 7526)', '192.88.99.0', '192.88.99.255'],
  ['private use 192.168/16 (RFC 1918)', '192.168.0.0', '192.168.255.255'],
  ['direct delegation AS112 (RFC 7534)', '192.175.48.0', '192.175.48.255'],
  ['benchmarking (RFC 2544)', '198.18.0.0', '198.19.255.255'],
  ['documentation TEST-NET-2 (RFC 5737)', '198.51.100.0', '198.51.100.255'],
  ['documentation TEST-NET-3 (RFC 5737)', '203.0.113.0', '203.0.113.255'],
  ['multicast (RFC 5771)', '224.0.0.0', '239.255.255.255'],
  ['reserved (RFC 1112)', '240.0.0.0', '255.255.255.254'],
  ['limited broadcast (RFC 8190)', '255.255.255.255', '255.255.255.255'],
  ['Azure platform service', '168.63.129.16', '168.63.129.16'],
];

const SPECIAL_V6: ReadonlyArray<readonly [name: string, first: string, last: string]> = [
  ['unspecified (RFC 4291)', '::', '::'],
  ['loopback (RFC 4291)', '::1', '::1'],
  ['IPv4-compatible (RFC 4291)', '::', '::ffff:ffff'],
  ['IPv4-mapped (RFC 4291)', '::ffff:0:0', '::ffff:ffff:ffff'],
  ['IPv4-translated (RFC 6145)', '::ffff:0:0:0', '::ffff:0:ffff:ffff'],
  ['NAT64 (RFC 6052)', '64:ff9b::', '64:ff9b::ffff:ffff'],
  ['local NAT64 (RFC 8215)', '64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff'],
  ['discard only (RFC 6666)', '100::', '100::ffff:ffff:ffff:ffff'],
  ['dummy prefix (RFC 9780)', '100:0:0:1::', '100:0:0:1:ffff:ffff:ffff:ffff'],
  ['before 2000::/3', '200::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['IETF protocol assignments (RFC 2928)', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['Teredo (RFC 4380)', '2001::', '2001:0:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['benchmarking (RFC 5180)', '2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff'],
  ['AMT (RFC 7450)', '2001:3::', '2001:3:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['AS112-v6 (RFC 7535)', '2001:4:112::', '2001:4:112:ffff:ffff:ffff:ffff:ffff'],
  ['ORCHID (RFC 4843)', '2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['ORCHIDv2 (RFC 7343)', '2001:20::', '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['drone remote ids (RFC 9374)', '2001:30::', '2001:3f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['documentation (RFC 3849)', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['6to4 (RFC 3056)', '2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['direct delegation AS112 (RFC 7534)', '2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff'],
  ['6bone (RFC 3701)', '3ffe::', '3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['documentation (RFC 9637)', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['behind 2000::/3', '4000::', 'fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['segment routing (RFC 9602)', '5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['unique local (RFC 4193)', 'fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['link local (RFC 4291)', 'fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['site local (RFC 3879)', 'fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['multicast (RFC 4291)', 'ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
];

/** The nearest neighbours of those blocks: what a mask that is one bit too wide would take away. */
const PUBLIC = [
  ...['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
  ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '191.255.255.255', '192.0.1.0', '192.0.1.255'],
  ...['192.0.3.0', '192.31.195.255', '192.31.197.0', '192.52.192.255', '192.52.194.0', '192.88.98.255', '192.88.100.0'],
  ...['192.167.255.255', '192.169.0.0', '192.175.47.255', '192.175.49.0', '198.17.255.255', '198.20.0.0'],
  ...['198.51.99.255', '198.51.101.0', '203.0.112.255', '203.0.114.0', '223.255.255.255', '168.63.129.15'],
  ...['168.63.129.17', '2000::', '2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:200::', '2001:db7:ffff::'],
  ...['2001:db9::', '2003::', '2606:4700::1111', '2620:4f:7fff::1', '2620:4f:8001::1'],
  ...['3ffd:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff:1000::'],
];

test.each(SPECIAL_V4)('IPv4 %s is refused from its first address to its last', (_name, first, last) => {
  expect(addressRefusal(first)).toBeTypeOf('string');
  expect(addressRefusal(last)).toBeTypeOf('string');
});

test.each(SPECIAL_V6)('IPv6 %s is refused from its first address to its last', (_name, first, last) => {
  expect(addressRefusal(first)).toBeTypeOf('string');
  expect(addressRefusal(last)).toBeTypeOf('string');
});

test.each(SPECIAL_V4)('IPv4 %s is refused inside every IPv6 form that can carry it', (_name, first, last) => {
  for (const address of [first, last]) {
    const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
    const high = ((a << 8) | b).toString(16);
    const low = ((c << 8) | d).toString(16);
    const inverted = `${(((a << 8) | b) ^ 0xffff).toString(16)}:${(((c << 8) | d) ^ 0xffff).toString(16)}`;
    const forms = [
      `::ffff:${address}`,
      `::ffff:${high}:${low}`,
      `0:0:0:0:0:ffff:${high}:${low}`,
      `::${address}`,
      `::ffff:0:${address}`,
      `64:ff9b::${address}`,
      `64:ff9b:1::${address}`,
      `2002:${high}:${low}::1`,
      `2001:0:4136:e378:8000:63bf:${inverted}`,
      `2606:4700::5efe:${high}:${low}`,
      `2606:4700::200:5efe:${high}:${low}`,
    ];
    for (const form of forms) expect(addressRefusal(form), form).toBeTypeOf('string');
  }
});

test.each(PUBLIC)('%s is public', (address) => {
  expect(addressRefusal(address)).toBeUndefined();
});

test.each([
  '010.0.0.1',
  '0x7f.0.0.1',
  '2130706433',
  '127.1',
  '8.8.8.8 ',
  '8.8.8',
  '',
  'example.com',
  'fe80::1%eth0',
  '2606:4700::1111%eth0',
  '[::1]',
  '8.8.8.8/8',
])('%j is no address, whatever a lenient parser makes of it', (text) => {
  expect(canonicalAddress(text)).toBeUndefined();
  expect(addressRefusal(text)).toBeTypeOf('string');
});

test('an address has one spelling', () => {
  expect(canonicalAddress('2606:4700:0:0:0:0:0:1111')).toBe(canonicalAddress('2606:4700::1111'));
  expect(canonicalAddress('2606:4700::ABCD')).toBe(canonicalAddress('2606:4700::abcd'));
});
