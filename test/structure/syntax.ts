import { parseAst } from 'vitest/node';

/** A node of the syntax tree (ESTree with TypeScript's additions). */
export interface SyntaxNode {
  type: string;
  start: number;
  [property: string]: unknown;
}

/** Every node of a source text, by the parser of the bundler that runs these tests: it knows types too. */
export function nodesOf(path: string, text: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isNode(value)) {
      found.push(value);
      for (const child of Object.values(value)) visit(child);
    }
  };
  visit(parseAst(text, { lang: /\.[cm]?ts$/.test(path) ? 'ts' : 'js' }));
  return found;
}

/** The line a node begins on, from 1. */
export function lineOf(text: string, node: SyntaxNode): number {
  return text.slice(0, node.start).split('\n').length;
}

/** The value of a string literal, or of a template without expressions. */
export function literal(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'TSLiteralType') return literal(value.literal);
  if (value.type === 'TemplateLiteral' && Array.isArray(value.quasis) && value.quasis.length === 1) {
    const [quasi] = value.quasis as { value: { cooked: string } }[];
    return quasi?.value.cooked;
  }
  return typeof value.value === 'string' ? value.value : undefined;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
