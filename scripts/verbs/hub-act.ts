// What an operator does, the hub does: its Group is the actor of the entry.
import type { Core } from '../../src/core.ts';
import type { Command, HostDraft, Outcome } from '../../src/domain/commands.ts';
import type { Actor, HostPolicy } from '../../src/domain/records.ts';
import { hostPolicyId, verdictOf } from '../../src/domain/trust.ts';
import type { Said } from './verb.ts';

/** The fields that every act of the hub has. */
export function hubAct({ urls, home }: Core): { id: string; actor: string; at: string } {
  return { id: urls.newActivity(), actor: home.hub, at: new Date().toISOString() };
}

/** Has the hub itself do something that its admins may do, as its operator asks. */
export async function act(core: Core, command: Command): Promise<Outcome> {
  const hub = (await core.storage.records.get(core.home.hub))?.body as Actor;
  return core.performing(async () => undefined)(hub, command);
}

/** Decides about a host and every host below it; `words` says what comes of it. */
export async function judge(core: Core, draft: HostDraft, words: string): Promise<Said> {
  const { object: host = '' } = await act(core, { do: 'judgeHost', ...draft });
  const policy = (await core.storage.records.get(hostPolicyId(host)))?.body as HostPolicy;
  const { level, noMedia, noReports } = verdictOf(policy);
  return {
    json: { host, blocked: policy.blocked, level, noMedia, noReports, listed: policy.listed ?? false },
    text: `${host} ${words}`,
  };
}
