import { type OpenedSource, openSource, type SourceOptions } from '../../../lib/source/source.ts';
import type { LocalServer } from './servers.ts';

/** Opens a source with these servers allowed. */
export const open = (
  url: string,
  allowed: readonly LocalServer[],
  options: Partial<SourceOptions> = {},
): Promise<OpenedSource> =>
  openSource(url, { userAgent: 'Sluice/0.0.0-test', allow: new Set(allowed.map(({ pair }) => pair)), ...options });

/** What a source's body says and how it ends. */
export const drain = async (source: OpenedSource): Promise<{ bytes: Buffer; error: unknown }> => {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of source.body) chunks.push(chunk);
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error };
  }
  return { bytes: Buffer.concat(chunks), error: undefined };
};

/** Everything that an error could tell a caller. */
export const publicText = (error: unknown): string =>
  error !== null && typeof error === 'object' && 'toBody' in error && typeof error.toBody === 'function'
    ? JSON.stringify(error.toBody('id'))
    : String(error);
