// What a verb of the operator's command is: what it takes, what it does, and what it says.
import type { Config } from '../../src/config.ts';
import { type Core, openCore } from '../../src/core.ts';
import { makeLogger } from '../../src/logger.ts';

/** What a verb says: a JSON value for programs, lines for people. */
export interface Said {
  json: unknown;
  text: string;
}

export interface Asked {
  config: Config;
  /** The words after the verb. */
  words: string[];
  options: { role?: string; email?: string; 'password-stdin'?: boolean };
}

export interface Verb {
  usage: string;
  run(asked: Asked): Promise<Said>;
}

/** A refusal that is told in one line. `usage` ones exit with 2. */
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

/** The local member of a name; refused when there is none. */
export async function memberNamed(core: Core, name: string | undefined): Promise<string> {
  if (!name) throw new Refused('name a member', true);
  const from = `${name.toLowerCase()}@${core.urls.host}`;
  const [link] = await core.storage.links.list({ kind: 'handle', from }, { limit: 1 });
  if (!link) throw new Refused(`no member is called ${name}`);
  return link.to;
}
