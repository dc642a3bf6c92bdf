// What peers require of our documents (I40 to I61), as one checker: it names each broken requirement, none is good.
// For golden files, and for whatever a test catches on its way out.
import { depthOf, isObject, type Json, list, types } from '../../../federation/read/json.ts';

export interface Checking {
  /** A hub on loopback: http, a port and an address in place of a name are let pass. */
  loopback?: boolean;
}

const publicName = 'https://www.w3.org/ns/activitystreams#Public';
const actorTypes = ['Person', 'Group', 'Application', 'Service', 'Organization'];
const thingTypes = ['Note', 'Article', 'Question'];
const verbs = [
  ...['Create', 'Update', 'Delete', 'Follow', 'Accept', 'Reject', 'Like', 'Announce', 'Undo', 'Flag', 'Add', 'Remove'],
  ...['Lock', 'Block'],
  'Move',
  'QuoteRequest',
];
const dateForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const allowedHtml = /^(?:p|br|span|a|del|s|pre|blockquote|code|b|strong|u|i|em|ul|ol|li|ruby|rt|rp)$/;

/** The requirements that a document of ours breaks, each with its number and what is wrong. */
export function brokenRequirements(document: unknown, checking: Checking = {}): string[] {
  if (!isObject(document)) return ['I40: not an object'];
  const broken: string[] = [];
  const must = (holds: boolean, fault: string) => {
    if (!holds) broken.push(fault);
  };
  const rules: Rules = { must, isAddress: text => isAddress(text, checking) };
  const contexts = list(document['@context']);
  must(contexts.includes('https://www.w3.org/ns/activitystreams'), 'I40: @context lacks activitystreams as text');
  must(contexts.includes('https://w3id.org/security/v1'), 'I40: @context lacks security/v1');
  const body = Buffer.from(JSON.stringify(document));
  must(body.length <= 1_048_576, `I43: ${body.length} bytes`);
  must(depthOf(body) <= 8, `I44: nested ${depthOf(body)} deep`);
  everywhere(document, rules);
  node(document, rules);
  return broken;
}

/** The same, for the body of a delivery, which must be smaller. */
export function brokenDelivery(body: Buffer | string, checking: Checking = {}): string[] {
  const size = Buffer.byteLength(body);
  const broken = brokenRequirements(JSON.parse(body.toString()), checking);
  return size > 65_536 ? [...broken, `I44: a body of ${size} bytes`] : broken;
}

interface Rules {
  must(holds: boolean, fault: string): void;
  isAddress(value: unknown): boolean;
}

function node(value: Json, rules: Rules): void {
  const type = types(value)[0] ?? '';
  rules.must(typeof value.type === 'string', 'I45: type is not one text');
  if (actorTypes.includes(type)) actor(value, rules);
  else if (type === 'Note' && value.content === undefined) vote(value, rules);
  else if (thingTypes.includes(type)) thing(value, rules);
  else if (verbs.includes(type)) activity(value, rules);
  else if (/Collection/.test(type)) collection(value, rules);
  else if (type === 'QuoteAuthorization') stamp(value, rules);
  else if (type === 'Tombstone') rules.must(rules.isAddress(value.id), 'I56: a Tombstone without id');
  else rules.must(false, `I45: type ${type} is none that we send`);
}

function actor(value: Json, { must, isAddress }: Rules): void {
  const id = String(value.id);
  must(isAddress(id) && !id.includes('#'), 'I40: id');
  must(/^\w(?:[\w.-]{0,126}\w)?$/.test(String(value.preferredUsername)), 'I40: preferredUsername');
  for (const part of ['inbox', 'outbox', 'followers', 'following']) {
    must(isAddress(value[part]) && sameHost(value[part], id), `I40: ${part}`);
  }
  must(isAddress(value.url) && sameHost(value.url, id), 'I40: url');
  const { sharedInbox } = isObject(value.endpoints) ? value.endpoints : {};
  must(isAddress(sharedInbox) && sameHost(sharedInbox, id), 'I40: endpoints.sharedInbox');
  const key: Json = isObject(value.publicKey) ? value.publicKey : {};
  must(key.owner === id, 'I40: publicKey.owner is not the actor');
  must(String(key.id).startsWith(`${id}#`), 'I40: publicKey.id is not the actor with a fragment');
  must(String(key.publicKeyPem).startsWith('-----BEGIN PUBLIC KEY-----'), 'I40: publicKeyPem');
  must(dateForm.test(String(value.published)), 'I41: published');
  must(typeof value.name === 'string' && value.name !== '', 'I41: name');
  for (const name of ['manuallyApprovesFollowers', 'discoverable', 'indexable']) {
    must(value[name] === undefined || typeof value[name] === 'boolean', `I41: ${name}`);
  }
  must(value.icon === undefined || (isObject(value.icon) && isAddress(value.icon.url)), 'I41: icon');
  if (value.type === 'Group') {
    must(
      isAddress(value.attributedTo) && sameHost(value.attributedTo, value.id),
      'I41: a Group without the list of its moderators as attributedTo',
    );
  }
}

/** FEP-044f: addresses alone, so that nothing is told by it. */
function stamp(value: Json, { must, isAddress }: Rules): void {
  const names = ['id', 'attributedTo', 'interactingObject', 'interactionTarget'];
  must(
    names.every(name => isAddress(value[name])),
    '044f: addresses of a stamp',
  );
  must(sameHost(value.id, value.attributedTo) && sameHost(value.id, value.interactionTarget), '044f: origin');
}

/** FEP-9967: a name and no content, for the author of the poll alone. */
function vote(value: Json, { must, isAddress }: Rules): void {
  must(isAddress(value.id) && isAddress(value.attributedTo) && isAddress(value.inReplyTo), '9967: addresses of a vote');
  must(typeof value.name === 'string' && value.name !== '', '9967: a vote for nothing');
  must(list(value.to).length === 1 && value.cc === undefined, '9967: a vote is for one');
}

function thing(value: Json, { must, isAddress }: Rules): void {
  must(isAddress(value.id), 'I46: id');
  must(isAddress(value.attributedTo) && sameHost(value.attributedTo, value.id), 'I45: attributedTo');
  must(Array.isArray(value.to) && Array.isArray(value.cc), 'I46: to and cc are not lists');
  must(typeof value.content === 'string', 'I46: content');
  must(dateForm.test(String(value.published)), 'I46: published');
  must(value.updated === undefined || String(value.updated) >= String(value.published), 'I46: updated < published');
  must(isAddress(value.url), 'I46: url');
  must(Array.isArray(value.tag) && Array.isArray(value.attachment), 'I46: tag and attachment are not lists');
  must(typeof value.sensitive === 'boolean', 'I46: sensitive');
  must(value.inReplyTo === undefined || isAddress(value.inReplyTo), 'I47: inReplyTo');
  html(String(value.content), must);
  if (value.type === 'Article') {
    must(typeof value.name === 'string' && value.name !== '', 'I47: an Article without name');
    must(typeof value.summary === 'string' && value.summary.length <= 500, 'b2b8: summary');
  }
  if (value.type === 'Question') {
    const options = list(value.oneOf ?? value.anyOf).filter(isObject);
    must((value.oneOf === undefined) !== (value.anyOf === undefined), '9967: oneOf or anyOf');
    must(new Set(options.map(({ name }) => name)).size === options.length && options.length > 1, '9967: names');
    const counts = options.map(({ replies }) => (isObject(replies) ? replies.totalItems : undefined));
    must(counts.every(Number.isInteger), '9967: totalItems');
    must(dateForm.test(String(value.endTime)), '9967: endTime');
  }
  for (const tag of list(value.tag).filter(isObject)) {
    if (tag.type === 'Mention') {
      must(isAddress(tag.href) && /^@[^@]+@[^@]+$/.test(String(tag.name)), 'I34: a Mention without href or full name');
      must([...list(value.to), ...list(value.cc)].includes(tag.href), 'I34: a Mention that is not addressed');
    } else must(tag.type === 'Hashtag' && /^#./.test(String(tag.name)) && isAddress(tag.href), 'I36: hashtag');
  }
  for (const attached of list(value.attachment).filter(isObject)) {
    must(/^https?:/.test(String(attached.type === 'Link' ? attached.href : attached.url)), 'I35: attachment address');
  }
}

function activity(value: Json, rules: Rules): void {
  const { must, isAddress } = rules;
  must(isAddress(value.id), 'I45: id');
  must(typeof value.actor === 'string' && isAddress(value.actor), 'I45: actor');
  must(sameHost(value.id, value.actor), 'I45: id is not on the host of its actor');
  must(value.object !== undefined && value.object !== null, 'I45: no object');
  const object = value.object;
  if (value.type === 'Accept' || value.type === 'Reject') {
    const follow: Json = isObject(object) ? object : {};
    if (follow.type === 'QuoteRequest') {
      const whole = [follow.id, follow.actor, follow.object, follow.instrument].every(isAddress);
      must(whole && (value.type === 'Reject' || isAddress(value.result)), '044f: an answer that does not say to what');
      return;
    }
    must(
      follow.type === 'Follow' &&
        isAddress(follow.id) &&
        isAddress(follow.actor) &&
        [value.actor, publicName].includes(follow.object),
      'I45: the Follow is not embedded whole',
    );
    return;
  }
  if (value.type === 'Undo') must(isObject(object) && isAddress(object.id), 'I57: an Undo of what is not embedded');
  if (value.type === 'Delete') must(!isObject(object) || object.type === 'Tombstone', 'I57: Delete');
  if (value.type === 'Update') {
    must(!isObject(object) || dateForm.test(String(object.updated)), 'I57: an Update without updated');
  }
  if (['Add', 'Remove', 'Block'].includes(String(value.type)))
    must(typeof value.target === 'string' && sameHost(value.target, value.audience ?? value.target), 'I63: target');
  if (value.type === 'Flag') must(list(object).every(isAddress), 'I45: Flag');
  if (isObject(object) && sameHost(object.id, value.id)) node(object, rules);
}

function collection(value: Json, { must, isAddress }: Rules): void {
  must(isAddress(value.id), 'I54: id');
  must(Number.isInteger(value.totalItems), 'I54: totalItems');
  if (!/Page$/.test(String(value.type))) {
    must(value.first === undefined || isAddress(value.first), 'I54: first');
    must(value.attributedTo === undefined || isAddress(value.attributedTo), 'f228: attributedTo');
    return;
  }
  must(isAddress(value.partOf), 'I54: partOf');
  must(Array.isArray(value.orderedItems), 'I54: orderedItems');
  must(value.next === undefined || isAddress(value.next), 'I54: next is there without being an address');
}

/** Rules for every level: no short form of Public, and addressees are full addresses in lists. */
function everywhere(value: unknown, rules: Rules): void {
  if (value === 'as:Public') rules.must(false, 'I46: as:Public');
  if (Array.isArray(value)) for (const item of value) everywhere(item, rules);
  if (!isObject(value)) return;
  for (const name of ['to', 'cc', 'bto', 'bcc']) {
    if (value[name] === undefined) continue;
    rules.must(Array.isArray(value[name]), `I46: ${name} is not a list`);
    rules.must(
      list(value[name]).every(id => id === publicName || rules.isAddress(id)),
      `I46: ${name} has what is no address`,
    );
  }
  rules.must(value.bto === undefined && value.bcc === undefined, 'I63: bto or bcc is sent');
  for (const [name, inner] of Object.entries(value)) if (name !== '@context') everywhere(inner, rules);
}

function html(content: string, must: Rules['must']): void {
  for (const [, tag] of content.matchAll(/<\/?([a-z0-9]+)/gi)) must(allowedHtml.test(tag ?? ''), `I58: <${tag}>`);
  for (const [, href] of content.matchAll(/href="([^"]*)"/g)) must(/^https?:/.test(href ?? ''), `I58: link to ${href}`);
}

function isAddress(value: unknown, { loopback }: Checking): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  if (loopback) return /^https?:$/.test(url.protocol);
  return url.protocol === 'https:' && url.port === '' && /\.[a-z]{2,}$/.test(url.hostname);
}

function sameHost(a: unknown, b: unknown): boolean {
  if (typeof a !== 'string' || typeof b !== 'string' || !URL.canParse(a) || !URL.canParse(b)) return false;
  return new URL(a).host === new URL(b).host;
}
