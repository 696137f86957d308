import { describe, expect, test } from 'vitest';
import { headFrom } from '../../../lib/client/transport/prelude.ts';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the payload of a function that streams', () => {
  // A body may begin with NULs, and hold the delimiter: PCM does.
  const body = new Uint8Array([...Array(20).fill(0), 1, 2, ...Array(9).fill(0), 3]);
  const prelude = encode('{"statusCode":206,"headers":{"Content-Type":"audio/pcm","X-Count":3}}');
  const bytes = new Uint8Array([...prelude, ...Array(8).fill(0), ...body]);

  test.each(Array.from({ length: bytes.length }, (_, index) => index + 1))(
    'is split behind the prelude in chunks of %i bytes',
    async (size) => {
      const chunks = pieces(bytes, size);
      const { status, headers, first, whole } = await headFrom(chunks);
      const rest = [...first];
      for await (const chunk of chunks) rest.push(...chunk);
      expect([status, headers.get('content-type'), headers.get('x-count'), whole]).toEqual([
        206,
        'audio/pcm',
        '3',
        false,
      ]);
      expect(rest).toEqual([...body]);
    },
  );

  test('that breaks off within the prelude throws what broke it', async () => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 10);
      throw new Error('gone');
    }
    await expect(headFrom(breaking())).rejects.toThrow('gone');
  });
});

describe('the payload of a function that answers in one piece', () => {
  const buffered = async (answer: unknown) => {
    const head = await headFrom(pieces(encode(JSON.stringify(answer)), 7));
    return { ...head, first: [...head.first] };
  };

  test('is an object with a statusCode', async () => {
    const head = await buffered({ statusCode: 503, headers: { 'content-type': 'text/plain' }, body: 'ä' });
    expect(head).toMatchObject({ status: 503, first: [0xc3, 0xa4], whole: true });
    expect(head.headers.get('content-type')).toBe('text/plain');
  });

  test('may hold its body in base64', async () => {
    expect(await buffered({ statusCode: 200, body: 'AP8=', isBase64Encoded: true })).toMatchObject({ first: [0, 255] });
  });

  test('is the body itself where it is anything else', async () => {
    expect(await buffered('x')).toMatchObject({ status: 200, first: [...encode('"x"')] });
  });

  test('that is no JSON throws', async () => {
    await expect(headFrom(pieces(encode('no'), 1))).rejects.toThrow(SyntaxError);
  });
});
