import { expect, test } from 'vitest';
import { isSourcePort } from '../../../../lib/source/guard/ports.ts';

test.each([80, 443, 1024, 1025, 8000, 8080, 8443, 9999, 65_535])('port %i is allowed', (port) => {
  expect(isSourcePort(port)).toBe(true);
});

test.each([-1, 0, 1, 22, 25, 79, 81, 442, 444, 1023, 65_536, Number.NaN])('port %i is not allowed', (port) => {
  expect(isSourcePort(port)).toBe(false);
});

const BAD = [1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566];
const MORE_BAD = [6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080];

test.each([...BAD, ...MORE_BAD])("port %i is bad, and node's own fetch agrees before it connects", async (port) => {
  expect(isSourcePort(port)).toBe(false);
  const refusal = await fetch(`http://127.0.0.1:${port}/`).catch((error: Error) => error.cause);
  expect(refusal).toMatchObject({ message: 'bad port' });
});

test('no other port of at least 1024 is refused', () => {
  const refused = Array.from({ length: 65_536 - 1024 }, (_, index) => index + 1024).filter(
    (port) => !isSourcePort(port),
  );
  expect(refused).toEqual([...BAD, ...MORE_BAD]);
});
