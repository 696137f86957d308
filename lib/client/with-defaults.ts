/** Whoever hands on an option of his own that is not set says nothing of it: `undefined` is no value of any. */
export const withDefaults = <Options extends object>(
  defaults: Options,
  given: Partial<Options> | undefined,
): Options => ({
  ...defaults,
  ...Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)),
});
