import type { Kind } from './kinds.ts';

export interface Option {
  readonly kind: Kind;
  /** ffmpeg's own, as it would be written; `undefined`: it has to be given. */
  readonly fallback: string | undefined;
  readonly alias: string | undefined;
}

/** The value of an option by its full name: what was written, else the default. */
export type Values = (option: string) => string;

export interface AllowedFilter {
  /** In ffmpeg's order, which counts where options are told without their names. */
  readonly options: Readonly<Record<string, Option>>;
  /** What is wrong with values that are each right. */
  readonly check?: (values: Values) => string | undefined;
  /** Milliseconds by which it lengthens the sound. */
  readonly tail?: (values: Values) => number;
}

/** What was written of an option, else its default. */
export const effective = (
  { options }: AllowedFilter,
  written: Readonly<Record<string, string>>,
  name: string,
): string => written[name] ?? options[name]?.fallback ?? '';

export const option = (kind: Kind, fallback?: string | number, alias?: string): Option => ({
  kind,
  fallback: fallback === undefined ? undefined : String(fallback),
  alias,
});

/** Lists that go together, one value a line, have to be equally long. */
export const equallyLong =
  (...names: readonly string[]) =>
  (values: Values): string | undefined =>
    new Set(names.map((name) => values(name).split('|').length)).size > 1
      ? `${names.join(', ')} must have equally many values`
      : undefined;
