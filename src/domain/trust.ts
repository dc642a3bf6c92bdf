// What this hub thinks of others: from the policies that its admins keep, of hosts with all below them and of single
// actors, to what may be done. The strictest that holds decides; nothing else in the hub reads a policy.
import { type Home, hostOf } from './home.ts';
import type { HostPolicy, Rec } from './records.ts';

/**
 * How somebody is dealt with. `suspend`: nothing is taken from them or sent to them, and what is here is hidden.
 * `silence`: in no public list and not passed on; who follows them sees them.
 */
export type Level = 'open' | 'silence' | 'suspend';
export const levels: readonly Level[] = ['open', 'silence', 'suspend'];

/** A policy as its admins set it. */
export interface Verdict {
  level: Level;
  /** Their files and pictures are neither fetched nor shown; their words are. */
  noMedia: boolean;
  /** Their reports are not taken. */
  noReports: boolean;
}

/** A verdict on one host and all below it, as lists hold it. */
export interface HostRule extends Verdict {
  host: string;
  /** For everybody. */
  comment?: string;
  obfuscate?: boolean;
}

/** What holds for somebody. `freed`: when they were last let off a suspension; what waited from before is not sent. */
export interface Trust extends Verdict {
  freed?: string;
}

/** Asks what holds for somebody: an actor's or a thing's address, or a host with its port, if any. */
export type TrustOf = (who: string) => Promise<Trust>;

/** Nothing is held against them. */
export const open: Trust = { level: 'open', noMedia: false, noReports: false };
const closed: Trust = { ...open, level: 'suspend' };

/** Most rules of one list. */
export const listLimit = 5000;

/** The id of the policy on a host, and of the policy on an actor. */
export const hostPolicyId = (host: string) => `host:${host}`;
export const actorPolicyId = (actor: string) => `judged:${actor}`;

/** Ids of the records that decide about somebody: an actor's or a thing's address, or a host with its port, if any. */
export function judging(who: string, home: Home): string[] {
  const host = hostIn(who);
  const own = who === host ? [] : [actorPolicyId(who)];
  if (isHome(host, home)) return own;
  const origins = home.closed ? [`https://${host}`, `http://${host}`] : [];
  return [...own, ...namesAbove(host).map(hostPolicyId), ...origins];
}

/** What holds for somebody, from the records of `judging`. In allowlist mode only listed hosts and gathered peers are open. */
export function trustOf(who: string, facts: (id: string) => Rec | undefined, home: Home): Trust {
  const verdicts = judging(who, home)
    .map(facts)
    .filter(record => record?.record === 'host' || record?.record === 'judged');
  const trust = verdicts.reduce<Trust>((strictest, each) => stricter(strictest, verdictOf(each)), open);
  return home.closed && !isListed(hostIn(who), facts, home) ? { ...trust, ...closed } : trust;
}

/** What a stored policy says. Those of before levels say only whether the host is blocked. */
export function verdictOf(policy: Extract<Rec, { record: 'host' | 'judged' }>): Trust {
  const { noMedia = false, noReports = false, freed } = policy;
  return { level: levelOf(policy), noMedia, noReports, ...(freed && { freed }) };
}

/** The address of a host as it is compared: lower case, punycode, no trailing dot, no default port; undefined for what names none. */
export function hostNamed(text: string): string | undefined {
  const typed = text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '');
  if (!/^[^\s/?#@\\*%]{1,300}$/.test(typed) || !URL.canParse(`https://${typed}`)) return undefined;
  const host = bare(new URL(`https://${typed}`).host);
  return /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/.test(host) && host.length <= 255
    ? host
    : undefined;
}

function levelOf(policy: Extract<Rec, { record: 'host' | 'judged' }>): Level {
  if (policy.level) return policy.level;
  return policy.record === 'host' && policy.blocked ? 'suspend' : 'open';
}

function stricter(a: Trust, b: Trust): Trust {
  const freed = [a.freed ?? '', b.freed ?? ''].sort()[1];
  return {
    level: levels[Math.max(levels.indexOf(a.level), levels.indexOf(b.level))] as Level,
    noMedia: a.noMedia || b.noMedia,
    noReports: a.noReports || b.noReports,
    ...(freed && { freed }),
  };
}

/** On the list by its own name, with or without its port, or a hub that is gathered from. */
function isListed(host: string, facts: (id: string) => Rec | undefined, home: Home): boolean {
  if (isHome(host, home)) return true;
  if (['https', 'http'].some(scheme => facts(`${scheme}://${host}`)?.record === 'peer')) return true;
  const listed = (policy: Rec | undefined) => policy?.record === 'host' && (policy as HostPolicy).listed === true;
  return [host, withoutPort(host)].some(name => listed(facts(hostPolicyId(name))));
}

function isHome(host: string, home: Home): boolean {
  return host === hostIn(home.origin);
}

/** The host of an address, or the host that it is, without what names the same host otherwise. */
export function hostIn(who: string): string {
  return bare(who.includes('://') ? hostOf(who) : who.toLowerCase());
}

/** `host.` and `host` are one (RFC 1034, 3.1). */
function bare(host: string): string {
  return host.replace(/\.+(?=(?::\d+)?$)/, '');
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}

/** The host with and without its port, and every domain above it but the top one; an address has none above it. */
function namesAbove(host: string): string[] {
  const name = withoutPort(host);
  const labels = /^[\d.]+$|^\[/.test(name) ? [] : name.split('.').slice(0, 130);
  const above = labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join('.'));
  return [...new Set([host, name, ...above])];
}
