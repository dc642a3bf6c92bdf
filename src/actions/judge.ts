// What admins decide about others: about a host and all below it, about one actor, about many hosts by a list.
// A decision names all that holds from then on; what is not given stays as it was.
import type { ListImported } from '../domain/events.ts';
import { Problem } from '../domain/problem.ts';
import type { ActorPolicy, HostPolicy } from '../domain/records.ts';
import { actorPolicyId, hostNamed, hostPolicyId, listLimit, open, type Trust, verdictOf } from '../domain/trust.ts';
import { type Action, type ActionDeps, findActor } from './deps.ts';

export const judgeHost: Action<'judgeHost'> = async (deps, member, command) => {
  const host = hostNamed(command.host);
  if (!host) throw fault('host', 'fault.host');
  if (host === new URL(deps.home.origin).host) throw fault('host', 'fault.hostOwn');
  const before = await policyOn(deps, host);
  const verdict = decided(before, command, deps.now());
  const listed = command.listed ?? before?.listed;
  const comment = command.comment ?? before?.comment;
  const activity = deps.addresses.newActivity();
  await deps.take({
    type: 'hostJudged',
    id: activity,
    actor: member.id,
    at: deps.now(),
    host,
    blocked: verdict.level === 'suspend',
    ...verdict,
    ...(listed && { listed }),
    ...(comment && { comment: comment.slice(0, 1000) }),
    ...(before?.obfuscate && { obfuscate: true }),
    ...reasoned(command.reason),
  });
  return { activity, object: host };
};

export const judgeActor: Action<'judgeActor'> = async (deps, member, command) => {
  const { id: whom } = await findActor(deps, command.whom);
  const before = (await deps.storage.records.get(actorPolicyId(whom)))?.body as ActorPolicy | undefined;
  const activity = deps.addresses.newActivity();
  const verdict = decided(before, command, deps.now());
  await deps.take({
    type: 'actorJudged',
    id: activity,
    actor: member.id,
    at: deps.now(),
    whom,
    ...verdict,
    ...reasoned(command.reason),
  });
  return { activity, object: whom };
};

/** All rules of a list at once, in one entry: the whole of it, or nothing. */
export const importList: Action<'importList'> = async (deps, member, { rules, reason }) => {
  const own = new URL(deps.home.origin).host;
  const hosts = new Set(rules.map(({ host }) => host));
  if (rules.length === 0 || rules.length > listLimit || hosts.size !== rules.length || hosts.has(own))
    throw fault('list', 'fault.list');
  const activity = deps.addresses.newActivity();
  const at = deps.now();
  const merged: ListImported['rules'] = [];
  for (const rule of rules) {
    if (hostNamed(rule.host) !== rule.host) throw fault('list', 'fault.list');
    const before = await policyOn(deps, rule.host);
    merged.push({
      ...rule,
      ...decided(before, rule, at),
      ...(before?.listed && { listed: true }),
      ...reasoned(reason),
    });
  }
  await deps.take({ type: 'listImported', id: activity, actor: member.id, at, rules: merged, ...reasoned(reason) });
  return { activity };
};

async function policyOn({ storage }: ActionDeps, host: string): Promise<HostPolicy | undefined> {
  return (await storage.records.get(hostPolicyId(host)))?.body as HostPolicy | undefined;
}

/** What holds from now on, and since when nothing that waited during a suspension is sent. */
function decided(before: HostPolicy | ActorPolicy | undefined, wanted: Partial<Trust>, now: string): Trust {
  const was = before ? verdictOf(before) : open;
  const level = wanted.level ?? was.level;
  const freed = was.level === 'suspend' && level !== 'suspend' ? now : was.freed;
  const noMedia = wanted.noMedia ?? was.noMedia;
  const noReports = wanted.noReports ?? was.noReports;
  return { level, noMedia, noReports, ...(freed && { freed }) };
}

function reasoned(reason: string | undefined): { reason?: string } {
  return reason?.trim() ? { reason: reason.trim().slice(0, 5000) } : {};
}

function fault(field: string, message: string): Problem {
  const sentences: Record<string, string> = {
    'fault.host': 'Name a host such as hub.example, or hub.example:8080.',
    'fault.hostOwn': 'A hub does not block itself.',
    'fault.list': `A list has 1 to ${listLimit} hosts, each once, and not this hub.`,
  };
  return new Problem('invalid', 422, sentences[message] ?? message, { faults: [{ field, message }] });
}
