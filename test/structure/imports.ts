import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { Tree } from './sources.ts';
import { isNode, literal, nodesOf, type SyntaxNode } from './syntax.ts';

interface Area {
  may: string[];
  /** Areas that only `import()` may reach. */
  onDemand?: string[];
  /** `false`: not even what is open to all. */
  open?: boolean;
  /** `false`: nothing of Node, so that it runs in a browser. */
  builtins?: boolean;
  maxLines?: number;
}

/** The shape of `imports.table.json`. */
export interface ImportTable {
  open: string[];
  areas: Record<string, Area>;
  packages: { prefix: string; onlyIn: string[] }[];
  lines: { max: number; median: number };
}

interface Import {
  specifier: string;
  onDemand: boolean;
}

/** Every import of every file that the table does not allow: what is imported where, and what would be allowed. */
export function forbiddenImports(tree: Tree, table: ImportTable): string[] {
  return [...tree].flatMap(([path, text]) => {
    const objections = importsOf(path, text).map((found) => objection(path, found, table));
    return objections.filter((found) => found !== undefined);
  });
}

/** The area a file belongs to: the longest name in the table that its path begins with. */
export function areaOf(path: string, table: ImportTable): string | undefined {
  const inside = path.replace(/^lib\//, '');
  const names = Object.keys(table.areas).filter((name) => inside === name || inside.startsWith(`${name}/`));
  return names.toSorted((a, b) => b.length - a.length)[0];
}

function objection(path: string, { specifier, onDemand }: Import, table: ImportTable): string | undefined {
  const area = areaOf(path, table);
  const rule = area === undefined ? undefined : table.areas[area];
  if (area === undefined || rule === undefined) return `${path} is in no area of imports.table.json`;
  if (!specifier.startsWith('.')) {
    if (isBuiltin(specifier))
      return rule.builtins === false ? `${path} imports ${specifier}; ${area} may not use Node` : undefined;
    const limit = table.packages.find(({ prefix }) => specifier.startsWith(prefix));
    if (!limit || limit.onlyIn.some((place) => new RegExp(place).test(path))) return undefined;
    return `${path} imports ${specifier}; allowed in ${limit.onlyIn.join(', ')}`;
  }
  const target = posix.join(posix.dirname(path), specifier);
  const reached = areaOf(target, table) ?? target;
  const allowed = [area, ...rule.may, ...(rule.open === false ? [] : table.open)];
  if (onDemand) allowed.push(...(rule.onDemand ?? []));
  return allowed.includes(reached) ? undefined : `${path} imports ${target}; ${area} may import ${allowed.join(', ')}`;
}

/** Of values and of types, static, re-exported, dynamic and required, and files started by `new URL(…)`. */
function importsOf(path: string, text: string): Import[] {
  return nodesOf(path, text).flatMap((node) => {
    const specifier = literal(specifierOf(node));
    return specifier === undefined ? [] : [{ specifier, onDemand: node.type === 'ImportExpression' }];
  });
}

function specifierOf(node: SyntaxNode): unknown {
  const [first] = Array.isArray(node.arguments) ? (node.arguments as unknown[]) : [];
  const callee = isNode(node.callee) ? node.callee.name : undefined;
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return node.source;
    case 'TSImportType':
      return node.source ?? node.argument;
    case 'TSExternalModuleReference':
      return node.expression;
    case 'CallExpression':
      return callee === 'require' ? first : undefined;
    case 'NewExpression':
      return callee === 'URL' && /^\.{1,2}\/.*\.[cm]?[jt]s$/.test(literal(first) ?? '') ? first : undefined;
    default:
      return undefined;
  }
}
