// What a verb of the operator's command is: what it takes, what it does, and what it says.
import type { Config } from '../../src/config.ts';
import { type Core, openCore, openStorage } from '../../src/core.ts';
import type { Actor } from '../../src/domain/records.ts';
import { makeLogger } from '../../src/logger.ts';
import type { Storage } from '../../storage/port.ts';

/** What a verb says: a JSON value for programs, lines for people. With `bad` the command ends with 1. */
export interface Said {
  json: unknown;
  text: string;
  bad?: boolean;
}

export interface Asked {
  config: Config;
  /** The words after the verb, as many as it takes; those that may be left out come last. */
  words: string[];
  options: Record<string, string | boolean | undefined>;
}

export interface Verb {
  /** The one or two words that call it. */
  name: string;
  /** The words that follow, as they stand in its usage; `[WORD]` may be left out. */
  takes: string[];
  /** Its options by name, and what follows each in its usage; '' for one that stands alone. */
  options?: Record<string, string>;
  /** One line for help. */
  about: string;
  run(asked: Asked): Promise<Said>;
}

/** A refusal that is told in one line. `usage` ones end the command with 2. */
export class Refused extends Error {
  override name = 'Refused';
  readonly usage: boolean;
  constructor(message: string, usage = false) {
    super(message);
    this.usage = usage;
  }
}

/** Opens the hub's data, beside a running hub too, and closes it whatever happens. */
export async function withCore<T>(config: Config, work: (core: Core) => Promise<T>): Promise<T> {
  const core = await openCore(config, makeLogger('silent'));
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}

/** Opens the store alone: nothing is applied, nothing is begun. */
export async function withStorage<T>(config: Config, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await openStorage(config);
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

/** The local member of a name; refused when there is none. */
export async function memberNamed({ storage, urls }: Core, name: string): Promise<Actor> {
  const from = `${name.replace(/^@/, '').toLowerCase()}@${urls.host}`;
  const [link] = await storage.links.list({ kind: 'handle', from }, { limit: 1 });
  const actor = link && ((await storage.records.get(link.to))?.body as Actor | null | undefined);
  if (actor?.kind !== 'person' || !actor.local) throw new Refused(`no member is called ${name}`);
  return actor;
}
