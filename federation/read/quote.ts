// QuoteRequest: somebody asks to quote a thing of this hub (FEP-044f). Of the quoting post only the address is taken.
import { isOurs } from '../../src/domain/home.ts';
import { sameOrigin } from '../urls.ts';
import type { Activity, Reader } from './activity.ts';
import type { Context, Read } from './context.ts';
import { idOf, isObject, list } from './json.ts';

export const readQuoteRequest: Reader = async ({ id, actor, at, node }, context) => {
  const what = idOf(list(node.object)[0]);
  const quote = idOf(list(node.instrument)[0]);
  if (!what || !isOurs(context.home, what) || !sameOrigin(quote, actor) || !quote) return [];
  const quoted = await context.stored(what);
  if (quoted?.record === 'thing' && !(await context.sees(actor, quoted))) return [];
  return [{ type: 'quoteRequested', id, actor, at, quote, what }];
};

/**
 * The answer to a request of ours, when that is what an Accept or Reject speaks of: matched by the id that was asked under,
 * and believed of the quoted thing's author alone.
 */
export async function readQuoteAnswer(activity: Activity, accepted: boolean, context: Context): Promise<Read> {
  const { id, actor, at, node } = activity;
  const object = list(node.object)[0];
  const request = await context.stored(idOf(object) ?? '');
  if (request?.record !== 'quoteRequest' || !isOurs(context.home, request.who)) return [];
  const { quote, what, who } = request;
  const stamp = idOf(list(node.result)[0]);
  const base = { id, actor, at, quote, what, who, request: request.id };
  if (!accepted) return [{ type: 'quoteRefused', ...base }];
  return stamp && sameOrigin(stamp, actor) ? [{ type: 'quoteStamped', ...base, stamp }] : [];
}

/** True for a stamp that gives this actor's consent to this quote (FEP-044f, verifying). */
export function isStamp(
  document: unknown,
  { author, quote, what }: { author: string; quote: string; what: string },
): boolean {
  return (
    isObject(document) &&
    list(document.type).includes('QuoteAuthorization') &&
    idOf(document.attributedTo) === author &&
    idOf(document.interactingObject) === quote &&
    idOf(document.interactionTarget) === what
  );
}
