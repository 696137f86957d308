import { createShutdown, registerExtension } from '../lib/http/shutdown.ts';
import { transcodeHandler } from '../lib/http/transcode.ts';
import { readPlatform } from '../lib/settings/platform.ts';
import { readSettings } from '../lib/settings/settings.ts';
import { VERSION } from '../lib/settings/version.ts';

const settings = readSettings(process.env);
const platform = readPlatform(process.env);
const shutdown = createShutdown(
  (listener) => process.once('SIGTERM', listener),
  () => process.exit(0),
);
if (platform.runtimeApi) await registerExtension(platform.runtimeApi);

/** `POST /transcode`, and the same by GET and HEAD: its Function URL streams. */
export const handler = transcodeHandler(settings, platform, VERSION, shutdown);
