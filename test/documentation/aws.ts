import * as lambda from '@aws-sdk/client-lambda';

/** The description of a structure in AWS's SDK: its fourth and fifth elements are of the members, in the order of one another. */
type Structure = readonly [kind: number, space: string, name: string, traits: unknown, members?: readonly string[]];
/** Of an operation: what it takes and what it gives. */
type Operation = readonly [number, string, string, unknown, input: () => Structure, output: () => Structure];

/** `get-account-settings` → `GetAccountSettings`. */
const pascal = (name: string): string => name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Options of the command line itself. */
const GLOBAL = ['--query', '--output'];

/**
 * What the SDK of Lambda does not know of a command `aws lambda …`: the operation, its options, and what `--query` begins with.
 * The CLI makes its commands of the same descriptions. Of other services there is none here.
 */
export function awsMistakes(line: string): string[] {
  const [, command, rest = ''] = /\baws lambda ([a-z-]+)(.*)/.exec(line) ?? [];
  if (!command) return [];
  const operation = (lambda as unknown as Readonly<Record<string, Operation | undefined>>)[`${pascal(command)}$`];
  if (!operation) return [command];
  const [input, output] = [operation[4]()[4] ?? [], operation[5]()[4] ?? []];
  const options = [...rest.matchAll(/(?<= )--[a-z-]+/g)].map(([option]) => option);
  const strange = options.filter((option) => !GLOBAL.includes(option) && !input.includes(pascal(option.slice(2))));
  const [, asked] = /--query '?(\w+)/.exec(rest) ?? [];
  return asked && !output.includes(asked) ? [...strange, asked] : strange;
}
