import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const APT = '/etc/apt';

/**
 * The hosts that this machine installs from: npm's registry and apt's mirrors, read from their own configuration, so
 * that no host has to be written down here. A loopback host counts with its port only.
 */
export function packageHosts(): string[] {
  const registry = execFileSync('npm', ['config', 'get', 'registry'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  const found = [registry, ...aptTexts().flatMap((text) => text.match(/https?:\/\/[^\s\]]+/g) ?? [])];
  const hosts = found.filter((address) => URL.canParse(address)).map((address) => hostOf(new URL(address)));
  return [...new Set(hosts)].filter((host) => host !== '');
}

function hostOf({ hostname, host, port }: URL): string {
  const loopback = /^(localhost|127\..*|\[::1\])$/.test(hostname);
  if (loopback) return port === '' ? '' : host;
  return hostname;
}

/** Sources and proxies; comments name hosts that are not used. */
function aptTexts(): string[] {
  const folders = ['sources.list.d', 'apt.conf.d'].map((name) => `${APT}/${name}`).filter(existsSync);
  const parts = folders.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`));
  const files = [`${APT}/sources.list`, `${APT}/apt.conf`, ...parts].filter(existsSync);
  return files.map((file) => readFileSync(file, 'utf8').replace(/^\s*(#|\/\/).*$/gm, ''));
}
