/**
 * A page whose section of this name is replaced. A section stands between `<!-- measured: NAME -->` and `<!-- end -->`.
 *
 * @throws where the page has no such section, for then nobody would read what was measured
 */
export function withSection(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- measured: ${name} -->\n`, '<!-- end -->'];
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`the page has no section “${begin.trim()} … ${end}”`);
  return `${page.slice(0, from + begin.length)}\n${content}\n\n${page.slice(to)}`;
}
