import type { Tree } from './sources.ts';
import { isNode, lineOf, literal, nodesOf, type SyntaxNode } from './syntax.ts';

/** Names that say nothing about what is inside. */
const EMPTY_NAME = /^(utils?|helpers?|commons?|managers?|misc|miscellaneous|stuff)$/i;
/** Words that say why a test does not run here. */
const REASON = /\b(because|needs|without|unless|only (on|where|when|in)|where|until)\b/i;
const RUNNERS = ['test', 'it', 'describe', 'suite', 'bench'];
const MAKERS = ['each', 'for', 'skipIf', 'runIf'];
/** In brackets, so that this file does not hold the words itself. */
const UNFINISHED = /\b(TO[D]O|FIX[M]E|XX[X])\b/;
const UNCHECKED = /@ts-(ignor[e]|nochec[k])\b/;

/** Files and folders whose name, or one of its words, is empty. */
export function emptyNames(paths: readonly string[]): string[] {
  return paths.filter((path) => path.split(/[/.\-_]/).some((word) => EMPTY_NAME.test(word)));
}

/** Unfinished or unchecked code, and tests that do not run without saying why. */
export function shortcuts(tree: Tree): string[] {
  return [...tree].flatMap(([path, text]) => {
    const lines = text.split('\n').entries();
    const inText = [...lines].filter(([, line]) => UNFINISHED.test(line) || UNCHECKED.test(line));
    const inSyntax = nodesOf(path, text).flatMap((node) => {
      const what = shortcut(node);
      return what === undefined ? [] : [`${path}:${lineOf(text, node)}: ${what}`];
    });
    return [...inText.map(([index, line]) => `${path}:${index + 1}: ${line.trim()}`), ...inSyntax];
  });
}

function shortcut(node: SyntaxNode): string | undefined {
  const isCast = node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion';
  if (isCast && isNode(node.typeAnnotation) && node.typeAnnotation.type === 'TSAnyKeyword') return 'as any';
  if (node.type !== 'CallExpression') return undefined;
  const chain = chainOf(node.callee);
  // `test.each(table)` is a call that is called again: the outer one has the title.
  if (!RUNNERS.includes(chain[0] ?? '') || MAKERS.includes(chain.at(-1) ?? '')) return undefined;
  if (chain.includes('only')) return chain.join('.');
  // A condition in the code says when; `skip`, `todo` and `fails` are for always.
  if (!chain.some((name) => ['skip', 'todo', 'fails'].includes(name))) return undefined;
  const [title] = Array.isArray(node.arguments) ? (node.arguments as unknown[]) : [];
  return REASON.test(literal(title) ?? '') ? undefined : `${chain.join('.')} does not say why`;
}

/** `test.skipIf(x)` as `['test', 'skipIf']`. */
function chainOf(callee: unknown): string[] {
  if (!isNode(callee)) return [];
  if (callee.type === 'Identifier') return [String(callee.name)];
  if (callee.type === 'CallExpression') return [...chainOf(callee.callee), '()'];
  if (callee.type === 'TaggedTemplateExpression') return [...chainOf(callee.tag), '()'];
  if (callee.type !== 'MemberExpression' || !isNode(callee.property)) return [];
  return [...chainOf(callee.object), String(callee.property.name)];
}
