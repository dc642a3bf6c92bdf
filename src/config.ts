// The one reader of process.env. A wrong value stops the hub at start, with every fault named at once.

/** Everything an operator can set; see .env.example. */
export interface Config {
  port: number;
  host: string;
  /** Public origin, no trailing slash. Every identifier begins with it. */
  origin: string;
  name: string;
  /** Folder of the embedded store. */
  data: string;
  mongodbUri?: string;
  /** `host` or `host:port` that may be reached over plain http and at private addresses. */
  devPeers: string[];
  logLevel: (typeof logLevels)[number];
  /** Largest file a member may add, in bytes. */
  uploadLimit: number;
  /** How many reverse proxies stand in front of the hub. */
  proxies: number;
  /** Secure mode (authorized fetch): documents are for members and for servers that sign. */
  secure: boolean;
  /** With whom the hub has to do: everybody who is not blocked, or the hosts on its list alone. */
  federation: 'open' | 'allowlist';
}

/** Thrown with one line per wrong value. */
export class ConfigFault extends Error {
  override name = 'ConfigFault';
  readonly faults: string[];
  constructor(faults: string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Reads the environment. Throws `ConfigFault` naming every wrong value; an empty value counts as not set. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const must = (holds: boolean, name: string, rule: string): void => {
    if (!holds) faults.push(`${name} must ${rule}`);
  };
  const given = (name: string, otherwise: string): string => env[name] || otherwise;
  const number = (name: string, otherwise: number, { from, to }: { from: number; to: number }): number => {
    const text = given(name, String(otherwise));
    must(/^\d+$/.test(text) && isWithin(Number(text), from, to), name, `be a whole number from ${from} to ${to}`);
    return Number(text);
  };
  const choice = <T extends string>(name: string, otherwise: T, options: readonly T[]): T => {
    const text = given(name, otherwise);
    const found = options.find(option => option === text);
    must(found !== undefined, name, `be ${options.slice(0, -1).join(', ')} or ${options.at(-1)}`);
    return found ?? otherwise;
  };

  const port = number('PORT', 8080, { from: 0, to: 65_535 });
  const origin = given('HUB_ORIGIN', `http://localhost:${port}`);
  must(isOrigin(origin) || !env.HUB_ORIGIN, 'HUB_ORIGIN', 'be an origin such as https://hub.example, without a path');
  const name = given('HUB_NAME', 'Learning Hub').trim();
  must(name !== '', 'HUB_NAME', 'not be empty');
  must(name.length <= 100, 'HUB_NAME', 'have at most 100 characters');
  const mongodbUri = given('MONGODB_URI', '');
  const isMongodb = /^(?:mongodb(?:\+srv)?:\/\/|$)/.test(mongodbUri);
  must(isMongodb, 'MONGODB_URI', 'begin with mongodb:// or mongodb+srv://');
  const devPeers = splitList(given('HUB_DEV_PEERS', ''));
  must(devPeers.every(isHost), 'HUB_DEV_PEERS', 'be a comma-separated list of host or host:port');
  const rest = {
    host: given('HOST', '127.0.0.1'),
    data: given('HUB_DATA', './data'),
    logLevel: choice('HUB_LOG', 'info', logLevels),
    uploadLimit: number('HUB_UPLOAD_MB', 25, { from: 1, to: 2000 }) * 1024 * 1024,
    proxies: number('HUB_PROXIES', 0, { from: 0, to: 10 }),
    secure: choice('HUB_SECURE', 'off', ['on', 'off']) === 'on',
    federation: choice('HUB_FEDERATION', 'open', ['open', 'allowlist']),
  };
  if (faults.length > 0) throw new ConfigFault(faults);
  return { port, origin: new URL(origin).origin, name, ...(mongodbUri && { mongodbUri }), devPeers, ...rest };
}

function isWithin(value: number, from: number, to: number): boolean {
  return value >= from && value <= to;
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && (text === url.origin || text === `${url.origin}/`);
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean);
}

function isHost(text: string): boolean {
  return /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/i.test(text);
}
