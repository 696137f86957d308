import { beginning, programmes } from '../../fixtures/programme.ts';
import { type RadioServer, serveRadio } from '../../fixtures/radio.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';

/** Seconds of the long answers here: long enough that each block of metadata lies within. */
export const LISTENED = 7;

const text = (title: string) => Buffer.from(`StreamTitle='${title}';StreamUrl='';`);

const LONGEST = 255 * 16;
const frame = "StreamTitle='';StreamUrl='';".length;
const long = `Long ${'x'.repeat(LONGEST - frame - 'Long '.length)}`;

/** What a station puts between its audio, a block a second. */
export const METADATA: readonly Uint8Array[] = [
  text('Sluice - Millpond'),
  Buffer.alloc(0),
  text(`It's a "weir"; isn't it?`),
  text('Ærøskøbing — 水車'),
  Buffer.from(`StreamTitle='Mühlteich';`, 'latin1'),
  text(long),
];

/** A log line is no place for four kilobytes: of a longer title it has so much. */
const LOGGED = 400;

/** The titles in it, as the log has them. */
export const TITLES = [
  'Sluice - Millpond',
  `It's a "weir"; isn't it?`,
  'Ærøskøbing — 水車',
  'Mühlteich',
  long.slice(0, LOGGED),
];

/** Which programme each station plays, and as which server. */
export const STATIONS = {
  'Icecast with MP3': { as: 'icecast', plays: 'mp3' },
  'Shoutcast 2 with AAC': { as: 'shoutcast2', plays: 'aac' },
  'Shoutcast 1 with MP3': { as: 'shoutcast1', plays: 'mp3' },
  'Icecast with Ogg': { as: 'icecast', plays: 'ogg' },
  'Icecast without a burst': { as: 'icecast', plays: 'mp3', burstBytes: 0 },
} as const;

/** Those that have blocks of metadata; in Ogg titles are the stream's own. */
export const WITH_BLOCKS = ['Icecast with MP3', 'Shoutcast 2 with AAC', 'Shoutcast 1 with MP3'] as const;

/** How a station goes off the air. */
export const LEAVING = ['fin', 'reset'] as const;
const LEAVES_AFTER = 100_000;

export interface OnAir {
  readonly station: Readonly<Record<keyof typeof STATIONS, RadioServer>>;
  readonly leaving: Readonly<Record<(typeof LEAVING)[number], RadioServer>>;
  /** The beginning of each programme as a file, at `/<its name>`: all that a test listens to, and no metadata. */
  readonly files: FileServer;
  /** What `SOURCE_ALLOW` takes. */
  readonly allow: string;
  close(): Promise<void>;
}

const record = async <K extends string, V>(keys: readonly K[], make: (key: K) => Promise<V>): Promise<Record<K, V>> =>
  Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await make(key)]))) as Record<K, V>;

/** Puts all of them on the air. */
export async function onAir(): Promise<OnAir> {
  const made = await record(['mp3', 'aac', 'ogg'] as const, (name) => programmes[name]());
  const station = await record(Object.keys(STATIONS) as (keyof typeof STATIONS)[], (name) => {
    const { plays, ...how } = STATIONS[name];
    return serveRadio({ ...how, programme: made[plays], metadata: METADATA });
  });
  const leaving = await record(LEAVING, (how) =>
    serveRadio({ as: 'icecast', programme: made.mp3, leaves: { afterBytes: LEAVES_AFTER, how } }),
  );
  const files = await serveFiles(
    Object.fromEntries(
      Object.entries(made).map(([name, programme]) => {
        return [`/${name}`, { file: beginning(programme, programme.bytesPerSecond * (LISTENED + 5)) }];
      }),
    ),
  );
  const servers = [files, ...Object.values(station), ...Object.values(leaving)];
  return {
    station,
    leaving,
    files,
    allow: servers.map(({ hostPort }) => hostPort).join(),
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}
