/** Where the service answers. `/api/v1/<path>` is the same: an existing client of the older service calls it. */
export const PATHS = {
  transcode: '/transcode',
  health: '/health',
  live: '/health/live',
  ready: '/health/ready',
  metrics: '/metrics',
  openapi: '/openapi.json',
} as const;

/** Of the older service's addresses. */
export const OLD_PREFIX = '/api/v1';

/** A path without the older service's prefix: with and without it is one resource. */
export const withoutOldPrefix = (path: string): string =>
  path.startsWith(`${OLD_PREFIX}/`) ? path.slice(OLD_PREFIX.length) : path;

/** A path as the contract names it: without the older service's prefix and without a slash at its end. */
export function canonicalPath(path: string): string {
  const bare = withoutOldPrefix(path);
  return bare.length > 1 && bare.endsWith('/') ? bare.slice(0, -1) : bare;
}
