import type { RequestListener } from 'node:http';
import type { OfflineSettings } from '../types.ts';
import { NO_ROUTE, send } from './platform-answers.ts';

/** Finds the function of a path. */
export type RouteFinder = (path: string) => string | undefined;

/**
 * The longest prefix wins, on whole segments: `/health` matches `/health/live`, not `/healthy`.
 * An alias replaces its prefix first, for the look-up alone.
 */
export function routeFinder({ routes, aliases }: Pick<OfflineSettings, 'routes' | 'aliases'>): RouteFinder {
  const byLength = (table: Readonly<Record<string, string>>): [string, string][] =>
    Object.entries(table)
      .map(([prefix, to]): [string, string] => [prefix.replace(/\/+$/, ''), to])
      .sort(([a], [b]) => b.length - a.length);
  const sortedRoutes = byLength(routes);
  const sortedAliases = byLength(aliases);
  const covers = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

  return (path) => {
    const alias = sortedAliases.find(([prefix]) => covers(path, prefix));
    const plain = alias ? alias[1] + path.slice(alias[0].length) : path;
    return sortedRoutes.find(([prefix]) => covers(plain, prefix))?.[1];
  };
}

/** One port for several functions, beside the host that each has of its own: AWS has only the latter. */
export function pathRouter(find: RouteFinder, functions: ReadonlyMap<string, RequestListener>): RequestListener {
  return (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    const serve = functions.get(find(path) ?? '');
    if (serve) {
      serve(request, response);
      return;
    }
    request.resume();
    send(response, NO_ROUTE);
  };
}
