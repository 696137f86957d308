import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServiceFile } from './service-file.ts';

/**
 * Finds the `bin` directories of a function's layers: /opt/bin is on Lambda's PATH.
 * https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
 * @param references Its `layers`: `{ Ref: XxxLambdaLayer }` for the layer `xxx` of the same file.
 */
export function layerBinDirectories(
  references: readonly unknown[],
  service: ServiceFile,
  serviceDirectory: string,
  note: (text: string) => void,
): string[] {
  const byLogicalId = new Map(Object.entries(service.layers ?? {}).map(([key, layer]) => [logicalId(key), layer]));
  return references.flatMap((reference) => {
    const id = typeof reference === 'object' && reference !== null && 'Ref' in reference ? String(reference.Ref) : '';
    const path = byLogicalId.get(id)?.path;
    if (path === undefined) {
      note(`layer ${JSON.stringify(reference)} is not one of this service: it is left out offline`);
      return [];
    }
    const directory = join(resolve(serviceDirectory, path), 'bin');
    if (existsSync(directory)) return [directory];
    note(`layer ${id} is not built (no ${directory}): what the host has on its PATH is used instead`);
    return [];
  });
}

/** As osls names a layer's resource: `getLambdaLayerLogicalId` of its naming.js. */
function logicalId(key: string): string {
  const name = key.replace(/-/g, 'Dash').replace(/_/g, 'Underscore');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaLayer`;
}
