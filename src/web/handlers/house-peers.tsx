// Other servers, for admins: what is known of each, and what is decided about it.
import type { Fault } from '../../domain/problem.ts';
import { Problem } from '../../domain/problem.ts';
import { hostNamed, levels, open, verdictOf } from '../../domain/trust.ts';
import { type PeerPage as Model, peerList, peerPage } from '../../views/peers.ts';
import { valuesOf } from '../forms.ts';
import { type PeerModel, PeerPage, PeersPage } from '../pages/house-peers.tsx';
import type { Values } from '../parts/form.tsx';
import { go, type MemberVisit, show } from '../visit.tsx';
import { type Acting, type MemberReading, mustBeAdmin } from './answering.ts';
import { query } from './query.ts';

export const peers: MemberReading = visit => {
  mustBeAdmin(visit);
  return showPeers(visit);
};

/** From a name that was typed to the page of the host. */
export const findPeer: Acting = async (visit, form) => {
  mustBeAdmin(visit);
  const host = hostNamed(form.text('host'));
  if (!host) return showPeers(visit, { values: form, faults: [{ field: 'host', message: 'fault.host' }] });
  if (host === visit.site.host)
    return showPeers(visit, { values: form, faults: [{ field: 'host', message: 'fault.hostOwn' }] });
  go(visit, `/admin/peers/${host}`);
};

export const onePeer: MemberReading = async visit => {
  const page = await peerPage(visit.site, hostOf(visit));
  const asked = query(visit, 'done');
  const done: PeerModel['done'] = asked === 'saved' || asked === 'asked' ? asked : undefined;
  const model = { page, values: valuesOfPolicy(page), closed: visit.site.closed, done };
  await show(visit, { title: page.host, hidden: true }, <PeerPage {...model} />);
};

export const judgePeer: Acting = async (visit, form) => {
  const host = hostOf(visit);
  const level = levels.find(each => each === form.text('level'));
  if (!level) throw new Problem('malformed', 400, 'error.malformed');
  const switches = form.all('switches');
  await visit.site.perform(visit.viewer, {
    do: 'judgeHost',
    host,
    level,
    noMedia: switches.includes('noMedia'),
    noReports: switches.includes('noReports'),
    ...(visit.site.closed && { listed: switches.includes('listed') }),
    comment: form.text('comment').trim(),
    reason: form.text('reason'),
  });
  go(visit, `/admin/peers/${host}?done=saved`);
};

export const askPeer: Acting = async visit => {
  const host = hostOf(visit);
  await visit.site.askSoftware(host);
  go(visit, `/admin/peers/${host}?done=asked`);
};

/** The host that the address names, for an admin. */
function hostOf(visit: MemberVisit): string {
  mustBeAdmin(visit);
  const named = String(visit.req.params.host);
  const host = hostNamed(named);
  if (!host || host !== named || host === visit.site.host) throw new Problem('not-found', 404, 'error.notFound');
  return host;
}

function valuesOfPolicy({ policy }: Model): Values {
  const { level, noMedia, noReports } = policy ? verdictOf(policy) : open;
  const switches = [noMedia && 'noMedia', noReports && 'noReports', policy?.listed && 'listed'];
  return valuesOf({
    level,
    switches: switches.filter(each => typeof each === 'string'),
    reason: policy?.reason,
    comment: policy?.comment,
  });
}

async function showPeers(visit: MemberVisit, again?: { values: Values; faults: Fault[] }): Promise<void> {
  const list = await peerList(visit.site, again ? '' : query(visit, 'after').slice(0, 300));
  const model = { list, closed: visit.site.closed, values: again?.values ?? valuesOf({}), faults: again?.faults ?? [] };
  const head = { title: visit.words.t('peers.title'), status: again ? 422 : 200, hidden: true };
  return show(visit, head, <PeersPage {...model} />);
}
