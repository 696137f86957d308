import { joined, says, view } from './bytes.ts';

/** An Ogg page (RFC 3533, section 6) whose packets are all whole. */
export interface Page {
  /** Bytes that it had when it was read. */
  readonly length: number;
  readonly flags: number;
  readonly granule: bigint;
  readonly serial: number;
  readonly sequence: number;
  readonly packets: readonly Uint8Array[];
  readonly body: Uint8Array;
}

const HEADER = 27;
/** A lacing value that says that its packet goes on. */
const FULL = 255;

/** The page at `offset`; `undefined` while it is not there in whole. */
export function pageAt(bytes: Uint8Array, offset: number): Page | undefined {
  if (bytes.length < offset + HEADER || !says(bytes, offset, 'OggS')) return undefined;
  const table = offset + HEADER;
  const begin = table + (bytes[offset + 26] ?? 0);
  if (bytes.length < begin) return undefined;
  const packets: Uint8Array[] = [];
  let [start, end] = [begin, begin];
  for (const lacing of bytes.subarray(table, begin)) {
    end += lacing;
    if (lacing === FULL) continue;
    packets.push(bytes.subarray(start, end));
    start = end;
  }
  if (bytes.length < end) return undefined;
  const fields = view(bytes);
  return {
    ...{ length: end - offset, flags: bytes[offset + 5] ?? 0, packets, body: bytes.subarray(begin, end) },
    granule: fields.getBigInt64(offset + 6, true),
    serial: fields.getUint32(offset + 14, true),
    sequence: fields.getUint32(offset + 18, true),
  };
}

/** Lengths of a packet as a page's table tells them. */
const lacing = ({ length }: Uint8Array): readonly number[] => [
  ...Array.from({ length: Math.floor(length / FULL) }, () => FULL),
  length % FULL,
];

/** Polynomial 0x04c11db7, not reflected (RFC 3533, section 6, field 7). */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

function checksum(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0)) >>> 0;
  return crc;
}

/** A page as it is sent. */
export function pageBytes({ flags, granule, serial, sequence, packets }: Omit<Page, 'length' | 'body'>): Uint8Array {
  const table = packets.flatMap(lacing);
  const head = new Uint8Array(HEADER + table.length);
  head.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
  const fields = view(head);
  fields.setBigInt64(6, granule, true);
  fields.setUint32(14, serial, true);
  fields.setUint32(18, sequence, true);
  head[26] = table.length;
  head.set(table, HEADER);
  const page = joined([head, ...packets]);
  view(page).setUint32(22, checksum(page), true);
  return page;
}
