// The one reader of process.env. A wrong value stops the hub at start, with every fault named at once.
import { z } from 'zod';

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
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
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

const wholeNumber = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${low} to ${high}`)
    .transform(Number)
    .refine(value => value >= low && value <= high, `must be a whole number from ${low} to ${high}`);

const originForm = z.string().refine(isOrigin, 'must be an origin such as https://hub.example, without a path');

const form = z.object({
  PORT: wholeNumber(0, 65535).default(8080),
  HOST: z.string().min(1, 'must not be empty').default('127.0.0.1'),
  HUB_ORIGIN: originForm.optional(),
  HUB_NAME: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters')
    .default('Learning Hub'),
  HUB_DATA: z.string().min(1, 'must not be empty').default('./data'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional(),
  HUB_DEV_PEERS: z
    .string()
    .default('')
    .transform(splitList)
    .refine(peers => peers.every(isHost), 'must be a comma-separated list of host or host:port'),
  HUB_LOG: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  HUB_UPLOAD_MB: wholeNumber(1, 2000).default(25),
  HUB_PROXIES: wholeNumber(0, 10).default(0),
  HUB_SECURE: z.enum(['on', 'off'], 'must be on or off').default('off'),
  HUB_FEDERATION: z.enum(['open', 'allowlist'], 'must be open or allowlist').default('open'),
});

/** Reads the environment. Throws `ConfigFault` naming every wrong value; an empty value counts as not set. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => value !== '' && name in form.shape));
  const read = form.safeParse(given);
  if (!read.success) throw new ConfigFault(read.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`));
  const value = read.data;
  return {
    port: value.PORT,
    host: value.HOST,
    origin: value.HUB_ORIGIN ? new URL(value.HUB_ORIGIN).origin : `http://localhost:${value.PORT}`,
    name: value.HUB_NAME,
    data: value.HUB_DATA,
    ...(value.MONGODB_URI && { mongodbUri: value.MONGODB_URI }),
    devPeers: value.HUB_DEV_PEERS,
    logLevel: value.HUB_LOG,
    uploadLimit: value.HUB_UPLOAD_MB * 1024 * 1024,
    proxies: value.HUB_PROXIES,
    secure: value.HUB_SECURE === 'on',
    federation: value.HUB_FEDERATION,
  };
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
