// Reads an actor document. The key must belong to the actor, and every address that we would write to must be on
// the actor's own origin: a document cannot make us deliver to, or trust, another host.
import { cleanHtml, cleanText } from '../../src/domain/prose.ts';
import type { Actor, ActorKind, Rec } from '../../src/domain/records.ts';
import { claimedTime } from '../../src/domain/time.ts';
import { sameOrigin } from '../urls.ts';
import { address, idOf, idsOf, isObject, type Json, linkOf, list, pageOf, text, types, wordsOf } from './json.ts';

/** Most keys of a sort that are read of one actor, and the longest Multikey, in characters: one of RSA with 4096 bits. */
const keyLimit = 10;
const multikeyLimit = 760;

const kinds: Record<string, ActorKind> = {
  Person: 'person',
  Group: 'group',
  Organization: 'organization',
  Service: 'service',
  Application: 'application',
};

/** Most accounts that an actor may say are its own. */
const aliasLimit = 50;

/** The actor that a document describes; undefined when it is none, or has no inbox on its own origin. */
export function readActor(document: unknown, now: number): Actor | undefined {
  if (!isObject(document)) return undefined;
  const id = address(document.id);
  const kind = types(document)
    .map(type => (Object.hasOwn(kinds, type) ? kinds[type] : undefined))
    .find(Boolean);
  const inbox = address(document.inbox);
  if (!id || !kind || !inbox || !sameOrigin(id, inbox)) return undefined;
  const host = new URL(id).host;
  const handle = handleOf(document, id);
  const own = (value: unknown) => (sameOrigin(id, idOf(value)) ? idOf(value) : undefined);
  const sharedInbox = own(isObject(document.endpoints) ? document.endpoints.sharedInbox : document.sharedInbox);
  const published = claimedTime(document.published, now);
  const icon = linkOf(list(document.icon).map(item => (isObject(item) ? item.url : item)));
  const [key, ...moreKeys] = readKeys(document.publicKey, id);
  const proofKeys = proofKeysOf(document, { id, now });
  const alsoKnownAs = idsOf(document.alsoKnownAs)
    .map(address)
    .filter(alias => alias !== undefined)
    .slice(0, aliasLimit);
  const moderatorList = own(document.attributedTo);
  const optional = {
    sharedInbox,
    outbox: own(document.outbox),
    followers: own(document.followers),
    featured: own(document.featured),
    movedTo: idOf(document.movedTo),
    key,
    moreKeys: moreKeys.length > 0 ? moreKeys : undefined,
    proofKeys: proofKeys.length > 0 ? proofKeys : undefined,
    icon,
  };
  return {
    record: 'actor',
    id,
    kind,
    handle,
    host,
    name: cleanText(wordsOf(document, 'name'), 200) || handle,
    summary: cleanHtml(wordsOf(document, 'summary'), 20_000),
    url: pageOf(document.url, id) ?? id,
    inbox,
    local: false,
    published,
    ...(alsoKnownAs.length > 0 && { alsoKnownAs }),
    ...(typeof document.updated === 'string' && { updated: claimedTime(document.updated, now) }),
    ...(typeof document.indexable === 'boolean' && { indexable: document.indexable }),
    ...(typeof document.discoverable === 'boolean' && { discoverable: document.discoverable }),
    ...(kind === 'group' && moderatorList && { moderatorList }),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** A newer profile that came by itself, under the name that its actor was met with: a name is settled by asking (handles.ts). */
export function underKnownHandle(profile: Actor, known: Rec | undefined): Actor {
  return known?.record === 'actor' ? { ...profile, handle: known.handle } : profile;
}

/** Letters of any script; marks that tower over one letter, and over the lines above it, are no part of a name. */
const handleForm = /^(?!.*\p{M}{4})[\p{L}\p{N}\p{M}_.-]+$/u;

function handleOf(document: Json, id: string): string {
  const claimed = text(document.preferredUsername, 128);
  if (claimed && handleForm.test(claimed)) return claimed;
  return new URL(id).pathname.split('/').filter(Boolean).at(-1)?.replace(/^@/, '').slice(0, 128) || 'actor';
}

/** The keys of a `publicKey`, one or a list (I25), that are the actor's own. */
function readKeys(value: unknown, actor: string): { id: string; pem: string }[] {
  const keys: { id: string; pem: string }[] = [];
  for (const key of list(value).slice(0, keyLimit)) {
    if (!isObject(key)) continue;
    const keyId = address(key.id);
    const pem = text(key.publicKeyPem, 10_000);
    const owner = idOf(key.owner) ?? idOf(key.controller);
    if (keyId && pem && sameOrigin(keyId, actor) && owner === actor) keys.push({ id: keyId, pem });
  }
  return keys;
}

/** The addresses of keys that a document names and does not show (I25). */
export function keyAddresses(document: unknown): string[] {
  const named = isObject(document) ? [...list(document.publicKey), ...list(document.assertionMethod)] : [];
  return named.map(address).filter(found => found !== undefined);
}

/** The Multikeys of `assertionMethod` that are the actor's own and have not expired (FEP-521a). */
function proofKeysOf(document: Json, { id, now }: { id: string; now: number }): { id: string; multibase: string }[] {
  const keys: { id: string; multibase: string }[] = [];
  for (const key of list(document.assertionMethod).slice(0, keyLimit)) {
    if (!isObject(key) || !types(key).includes('Multikey') || key.controller !== id) continue;
    const keyId = address(key.id);
    const multibase = text(key.publicKeyMultibase, multikeyLimit);
    const expired = typeof key.expires === 'string' && !(Date.parse(key.expires) > now);
    if (keyId && multibase && sameOrigin(keyId, id) && !expired) keys.push({ id: keyId, multibase });
  }
  return keys;
}
