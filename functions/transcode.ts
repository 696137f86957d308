import { transcodeHandler } from '../lib/http/transcode.ts';
import { readSettings } from '../lib/settings/settings.ts';
import { VERSION } from '../lib/settings/version.ts';

/** `POST /transcode`, and the same by GET and HEAD: its Function URL streams. */
export const handler = transcodeHandler(readSettings(process.env), VERSION);
