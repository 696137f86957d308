import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALLOWED } from '../../../lib/contract/custom-filter/allowed.ts';
import { FILTERS_MOST, TAIL_MOST } from '../../../lib/contract/custom-filter/chain.ts';
import { customFilterTable } from '../../fixtures/custom-filter-table.ts';

const page = readFileSync(new URL('../../../docs/custom-filters.md', import.meta.url), 'utf8');

test('docs/custom-filters.md has the filters, options, ranges and defaults that the parser has.', () => {
  // The formatter pads the cells.
  const table = page.slice(page.indexOf('### ')).replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  expect(table).toBe(`${customFilterTable()}\n`);
  expect(page.match(/^### /gm)).toHaveLength(ALLOWED.size);
});

test('docs/custom-filters.md has the limits that the parser has.', () => {
  expect(page).toMatch(new RegExp(`^\\| filters +\\| ${FILTERS_MOST} `, 'm'));
  expect(page).toContain(`| ${TAIL_MOST / 1000} s together`);
});
