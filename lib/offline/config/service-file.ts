/** The part of `serverless.service` that is read, after osls has resolved its variables. */
export interface ServiceFile {
  readonly provider: ServiceDefaults & { readonly region?: string };
  readonly functions?: Readonly<Record<string, ServiceFunction>>;
  readonly layers?: Readonly<Record<string, { readonly path?: string }>>;
  readonly custom?: Readonly<Record<string, unknown>>;
}

/** What a function may leave to `provider`. */
interface ServiceDefaults {
  readonly timeout?: unknown;
  readonly memorySize?: unknown;
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly layers?: readonly unknown[];
}

/** One of `functions`. */
export interface ServiceFunction extends ServiceDefaults {
  readonly name?: string;
  readonly handler?: string;
  readonly url?: unknown;
  readonly provisionedConcurrency?: unknown;
  readonly reservedConcurrency?: unknown;
  readonly events?: readonly unknown[];
}
