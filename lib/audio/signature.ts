/** Whether a file begins like one of a kind. */
export type Signature = (bytes: Buffer) => boolean;

/** One of these texts, in Latin 1, at an offset. */
export const text =
  (offset: number, ...options: string[]): Signature =>
  (bytes) =>
    options.some((option) => bytes.toString('latin1', offset, offset + option.length) === option);

/** These bytes at an offset, in hexadecimal digits. */
export const hex =
  (digits: string, offset = 0): Signature =>
  (bytes) =>
    bytes.toString('hex', offset, offset + digits.length / 2) === digits;

export const both =
  (...tests: Signature[]): Signature =>
  (bytes) =>
    tests.every((test) => test(bytes));

export const either =
  (...tests: Signature[]): Signature =>
  (bytes) =>
    tests.some((test) => test(bytes));

/** A text that matches from the first byte on. */
export const like =
  (pattern: RegExp): Signature =>
  (bytes) =>
    pattern.test(bytes.toString('latin1'));
