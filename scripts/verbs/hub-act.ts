// What an operator does, the hub does: its Group is the actor of the entry.
import type { Core } from '../../src/core.ts';
import { Refused, type Said } from './verb.ts';

/** The fields that every act of the hub has. */
export function hubAct({ urls, home }: Core): { id: string; actor: string; at: string } {
  return { id: urls.newActivity(), actor: home.hub, at: new Date().toISOString() };
}

/** Blocks a host, with every host below it, or allows it again. */
export async function judge(core: Core, named: string, blocked: boolean): Promise<Said> {
  const host = named.toLowerCase();
  if (!/^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/.test(host) || host.length > 255)
    throw new Refused('name a host such as hub.example, or hub.example:8080');
  if (host === core.urls.host) throw new Refused('a hub does not block itself');
  await core.takeLocal({ ...hubAct(core), type: 'hostJudged', host, blocked });
  const sense = blocked ? 'is blocked: nothing is taken from it or sent to it' : 'is allowed';
  return { json: { host, blocked }, text: `${host} ${sense}` };
}
