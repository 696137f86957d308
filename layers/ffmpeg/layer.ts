import { fileURLToPath } from 'node:url';

/** Architectures of AWS Lambda, in Lambda's own spelling. */
type LayerArchitecture = 'x86_64' | 'arm64';

/** The directory that becomes `/opt` in Lambda. It exists once `build.sh` has built it for that architecture. */
export const layerDirectory = (architecture: LayerArchitecture): string =>
  fileURLToPath(new URL(`./out/${architecture}/`, import.meta.url)).replace(/\/$/, '');

/** The static ffmpeg inside {@link layerDirectory}; `/opt/bin/ffmpeg` in Lambda. */
export const layerBinary = (architecture: LayerArchitecture): string => `${layerDirectory(architecture)}/bin/ffmpeg`;
