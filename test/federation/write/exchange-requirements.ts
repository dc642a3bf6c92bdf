// What peers require of how we answer and ask (I42, I43, I48, I52 to I56, I60): headers, WebFinger and NodeInfo, beside the
// documents that requirements.ts looks at. Each gives what is broken, with its number; none is good.
import { isObject, type Json, list } from '../../../federation/read/json.ts';
import type { Answer } from '../../helpers/peer.ts';

/** Types that Lemmy compares as text (I42). */
const activityTypes = [
  'application/activity+json',
  'application/activity+json; charset=utf-8',
  'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
];

/** An answer with a document of ours at an address. */
export function brokenAnswer(url: string, { status, headers, text }: Answer): string[] {
  const broken: string[] = [];
  const must = (holds: boolean, fault: string) => {
    if (!holds) broken.push(`${url} ${fault}`);
  };
  must(activityTypes.includes(String(headers['content-type'])), `I42: content type ${headers['content-type']}`);
  must(/\baccept\b/i.test(String(headers.vary)), 'I27: Vary lacks Accept');
  const document = JSON.parse(text) as Json;
  must(document.id === url, `I43: id ${document.id}`);
  if (status !== 410) return broken;
  must(document.type === 'Tombstone' && typeof document.deleted === 'string', 'I56: gone without a Tombstone');
  return broken;
}

/** A WebFinger answer for a resource that leads to an actor. */
export function brokenWebfinger({ status, headers, text }: Answer, actor: Json): string[] {
  const broken: string[] = [];
  const must = (holds: boolean, fault: string) => {
    if (!holds) broken.push(`I52: ${fault}`);
  };
  must(status === 200 && headers['content-type'] === 'application/jrd+json', `content type ${headers['content-type']}`);
  must(headers['access-control-allow-origin'] === '*', 'CORS');
  const jrd = JSON.parse(text) as Json;
  must(jrd.subject === `acct:${actor.preferredUsername}@${new URL(String(actor.id)).host}`, `subject ${jrd.subject}`);
  const links = list(jrd.links).filter(isObject);
  const own = links.filter(link => link.rel === 'self' && link.type === 'application/activity+json');
  must(own.length === 1 && own[0]?.href === actor.id, 'self is not the id');
  // Lemmy tries every link of a type that begins so, from the last to the first.
  const tried = links.filter(link => String(link.type).startsWith('application/'));
  must(
    tried.every(link => link.href === actor.id),
    'another link of a type of applications',
  );
  return broken;
}

/** The list of NodeInfo documents and one of them (I50, I53). */
export function brokenNodeinfo(known: Json, info: Json, origin: string): string[] {
  const broken: string[] = [];
  const must = (holds: boolean, fault: string) => {
    if (!holds) broken.push(`I53: ${fault}`);
  };
  const links = list(known.links).filter(isObject);
  must(
    links.every(link => String(link.href).startsWith(`${origin}/`)),
    'a link to another host',
  );
  must(
    links.some(link => /\/schema\/2\.[01]$/.test(String(link.rel))),
    'no 2.0 or 2.1',
  );
  must(
    links.some(link => link.rel === 'https://www.w3.org/ns/activitystreams#Application'),
    'I50: no signing actor',
  );
  const { software, protocols, services, usage, openRegistrations, metadata } = info as Record<string, Json>;
  must(/^[a-z0-9-]+$/.test(String(software?.name)) && typeof software?.version === 'string', 'software');
  must(JSON.stringify(protocols) === '["activitypub"]', 'protocols');
  must(Array.isArray(services?.inbound) && Array.isArray(services?.outbound), 'services');
  must(isObject(usage) && isObject(usage.users) && isObject(metadata), 'usage, metadata');
  must(typeof openRegistrations === 'boolean', 'openRegistrations');
  return broken;
}

/** The headers of a delivery of ours in draft-cavage form. */
export function brokenRequest(headers: Answer['headers'], host: string): string[] {
  const broken: string[] = [];
  const must = (holds: boolean, fault: string) => {
    if (!holds) broken.push(fault);
  };
  must(headers.host === host, `I48: host ${headers.host}`);
  must(headers['content-type'] === 'application/activity+json', `I48: content type ${headers['content-type']}`);
  must(/^SHA-256=[A-Za-z0-9+/]{43}=$/.test(String(headers.digest)), `I48: digest ${headers.digest}`);
  must(Math.abs(Date.parse(String(headers.date)) - Date.now()) < 60_000, `I49: date ${headers.date}`);
  must(/^[\w.-]+\/[\w.-]+ \(\+https?:\/\/[^)]+\)$/.test(String(headers['user-agent'])), 'I60: user agent');
  const said = Object.fromEntries(
    [...String(headers.signature).matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  must(said.algorithm === 'rsa-sha256' || said.algorithm === 'hs2019', `I48: algorithm ${said.algorithm}`);
  const signed = String(said.headers).split(' ');
  for (const name of ['(request-target)', 'host', 'date', 'digest'])
    must(signed.includes(name), `I48: ${name} is not signed`);
  must(!signed.some(name => name === '(created)' || name === '(expires)'), 'I48: (created) is signed');
  must(/#/.test(String(said.keyId)), 'I40: keyId without a fragment');
  return broken;
}
