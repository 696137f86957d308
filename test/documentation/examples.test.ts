/** What stands on the pages as an example, and is nothing to type. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseRequest } from '../../lib/contract/parse.ts';
import { blocksOf } from './blocks.ts';

const only = (page: string, language: string): string => {
  const found = blocksOf(page).filter((block) => block.language === language);
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
};

test('docs/custom-filters.md begins with a chain that is allowed.', () => {
  const fields = JSON.parse(only('docs/custom-filters.md', 'json'));
  const request = parseRequest({ source_url: 'https://example.com/a.mp3', output_format: 'opus', ...fields });
  expect(request.filters.custom_filter).toBeDefined();
});

test('docs/deploy.md has permissions for somebody.', () => {
  const { Version, Statement } = JSON.parse(only('docs/deploy.md', 'json'));
  expect(Version).toBe('2012-10-17');
  for (const { Effect, Action, Resource } of Statement) expect([Effect, Action, Resource]).not.toContain(undefined);
});

test('docs/offline.md makes a client of the real SDK.', async () => {
  const text = only('docs/offline.md', 'js').replace(/^import .*$/m, '');
  const { LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new Function('LambdaClient', `${text}\nreturn client;`)(LambdaClient);
  expect(await client.config.region()).toBe('eu-central-1');
  expect((await client.config.endpoint()).port).toBe(8094);
});

test('docs/monitoring/README.md has a job of Prometheus, layers/container/README.md functions by image.', () => {
  expect(parse(only('docs/monitoring/README.md', 'yaml'))).toMatchObject({ scrape_configs: [{ job_name: 'sluice' }] });
  const { provider, functions } = parse(only('layers/container/README.md', 'yaml'));
  const images = Object.keys(provider.ecr.images);
  for (const { image } of Object.values<{ image: { name: string; command: string[] } }>(functions)) {
    expect(images).toContain(image.name);
    expect(image.command[0]).toMatch(/^dist\/functions\/\w+\/index\.handler$/);
  }
  expect(Object.keys(functions)).toEqual(['transcode', 'health', 'metrics']);
});
