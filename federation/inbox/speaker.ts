// Whose words an activity is: its actor's, when the actor's own key signed the request. What another passes on (ActivityPub,
// 7.1.2, and FEP-1b12) is its author's when the author's proof is in it. Where the request itself is signed by the actor a
// proof is not asked for: both would name the same actor, and the whole body is signed.
import { hostOf } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import { type Activity, verbOf } from '../read/activity.ts';
import type { Context } from '../read/context.ts';
import { address, idOf, isObject, type Json, list } from '../read/json.ts';
import type { Signed } from '../signatures/index.ts';
import type { Signers } from '../signers/index.ts';
import { sameOrigin } from '../urls.ts';

/** Largest body, in bytes, in which proofs are looked at: making a megabyte canonical takes a tenth of a second. */
const proofLimit = 256 * 1024;

/** An activity, and the bytes of the body that it came in. */
interface Delivered {
  activity: Activity;
  bytes: number;
}

/** Throws `actor-mismatch` (401) for what somebody else delivers without its author's proof; nobody is asked for it. */
export function refuseUnproved({ activity: { node }, bytes }: Delivered): void {
  if (!(bytes <= proofLimit && hasProof(node))) throw new Problem('actor-mismatch', 401, "The key is not the actor's.");
}

/** The host that delivered, once the activity is known to be its actor's. Throws `bad-signature` (401) or `blocked` (403). */
export async function checkSpeaker(signers: Signers, signatures: Signed[], { actor, node }: Activity): Promise<string> {
  if (!isForwarded(signatures, actor)) {
    await signers.check(signatures, actor);
    return hostOf(actor);
  }
  const forwarder = await signers.find(signatures);
  if (!(await signers.proves(node, actor))) throw new Problem('bad-signature', 401, 'The proof does not match.');
  return hostOf(forwarder.id);
}

/** True when no signature is of the actor's origin. */
export function isForwarded(signatures: Signed[], actor: string): boolean {
  return !signatures.some(({ keyId }) => sameOrigin(keyId, actor));
}

/** The id of the activity inside an Announce if its author, of another origin than the group's, has proved it. */
export async function provenInside(
  { signers, isBlocked }: { signers: Signers; isBlocked(who: string): Promise<boolean> },
  { activity: { actor: group, node }, bytes }: Delivered,
  context: Context,
): Promise<string | undefined> {
  const inner = list(node.object)[0];
  if (verbOf(node) !== 'Announce' || bytes > proofLimit || !isObject(inner) || !hasProof(inner)) return undefined;
  const [id, actor] = [address(inner.id), idOf(inner.actor)];
  if (!id || !actor || !sameOrigin(id, actor) || sameOrigin(actor, group)) return undefined;
  // Only what a group sends that somebody here follows is read at all.
  if (!(await context.isFollowed(group)) || (await isBlocked(actor))) return undefined;
  return (await signers.proves(inner, actor)) ? id : undefined;
}

function hasProof(node: Json): boolean {
  return verbOf(node) !== undefined && isObject(list(node.proof)[0]);
}
