/** Places that a source must never lead to, and the spellings that lead there. `:80` is where the test listens. */
export const PRIVATE_V4 = ['127.0.0.1', '169.254.169.254', '10.0.0.5', '172.16.0.5', '192.168.0.5', '100.100.100.200'];

/** Unique local as AWS has it, and the forms that carry an IPv4 address: NAT64, 6to4, Teredo, ISATAP. */
export const PRIVATE_V6 = [
  'fd00:ec2::254',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  '2001:0:4136:e378:8000:63bf:5601:5601',
  '2606:4700::5efe:a9fe:a9fe',
];

/** An address that is public by its number; inside the test's namespace it is the test's own. */
export const PUBLIC_V4 = '93.184.215.14';

const spellings = (address: string): string[] => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (value: number): string => value.toString(16);
  const fullWidth = address.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  return [
    address,
    `${address}.`,
    String(number),
    `0x${hex(number)}`,
    [a, b, c, d].map((octet) => `0x${hex(octet)}`).join('.'),
    [a, b, c, d].map((octet) => `0${octet.toString(8)}`).join('.'),
    `${a}.${b}.${c * 256 + d}`,
    fullWidth,
    address.replaceAll('.', '。'),
    address.replace(/\d/g, (digit) => `%3${digit}`),
    `[::ffff:${address}]`,
    `[::ffff:${hex(a * 256 + b)}:${hex(c * 256 + d)}]`,
    `[::${address}]`,
    `[::ffff:0:${address}]`,
  ];
};

/** Names and what the test's resolver says they are. */
export const HOSTILE_NAMES: Readonly<Record<string, readonly string[]>> = {
  'metadata.example': ['169.254.169.254'],
  'mixed.example': [PUBLIC_V4, '10.0.0.5'],
  'mixed-first.example': ['10.0.0.5', PUBLIC_V4],
  'mapped.example': ['::ffff:169.254.169.254'],
  'unique-local.example': ['fd00:ec2::254'],
  'zone.example': ['fe80::1%lo'],
  'again.example': ['127.0.0.1.nip.example', 'localhost'],
};

export const HOSTILE_URLS: readonly string[] = [
  ...PRIVATE_V4.flatMap(spellings),
  ...PRIVATE_V6.map((address) => `[${address}]`),
  ...['[::1]', '[::]', '0', '0.0.0.0', '127.1', '[0:0:0:0:0:0:0:1]'],
  ...Object.keys(HOSTILE_NAMES),
  ...['user@127.0.0.1', '1.1.1.1@127.0.0.1', '127.0.0.1\\@1.1.1.1', '127.0.0.1#@1.1.1.1', '127.0.0.1?@1.1.1.1'],
].flatMap((host) => [`http://${host}/`, `https://${host}:80/`]);
