/** What a 64-bit little-endian ELF file asks of the system that starts it. */
interface ElfNeeds {
  /** `ET_EXEC` is 2, `ET_DYN` (a shared object, or a position-independent program) is 3. */
  readonly type: number;
  /** 62 is x86-64, 183 is AArch64. */
  readonly machine: number;
  /** Whether it names a loader (`PT_INTERP`): a static program does not. */
  readonly interpreter: boolean;
  /** How many shared libraries it names (`DT_NEEDED`). */
  readonly libraries: number;
  /** `p_memsz` of `PT_GNU_STACK`: the stack of a thread under musl, in bytes; 0 is "the C library's default". */
  readonly stackBytes: number;
}

const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const PT_GNU_STACK = 0x6474e551;
const DT_NEEDED = 1n;

/** Reads the program headers; offsets are those of the ELF-64 object file format, version 1.5. */
export const elfNeeds = (file: Buffer): ElfNeeds => {
  if (file.subarray(0, 6).toString('hex') !== '7f454c460201') throw new Error('not a 64-bit little-endian ELF file');
  const tableOffset = Number(file.readBigUInt64LE(0x20));
  const entrySize = file.readUInt16LE(0x36);
  let interpreter = false;
  let libraries = 0;
  let stackBytes = 0;
  for (let index = 0; index < file.readUInt16LE(0x38); index++) {
    const entry = tableOffset + index * entrySize;
    const kind = file.readUInt32LE(entry);
    if (kind === PT_INTERP) interpreter = true;
    if (kind === PT_GNU_STACK) stackBytes = Number(file.readBigUInt64LE(entry + 0x28));
    if (kind !== PT_DYNAMIC) continue;
    const start = Number(file.readBigUInt64LE(entry + 0x08));
    const end = start + Number(file.readBigUInt64LE(entry + 0x20));
    for (let at = start; at < end; at += 16) if (file.readBigUInt64LE(at) === DT_NEEDED) libraries++;
  }
  return { type: file.readUInt16LE(0x10), machine: file.readUInt16LE(0x12), interpreter, libraries, stackBytes };
};
