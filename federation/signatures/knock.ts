// Double-knocking: a peer is asked in the form that it takes. Draft-cavage comes first, as it is read by all; who refuses it
// is asked once more by RFC 9421, and what was taken is remembered for a day, per host, for reads and for deliveries apart.
import { LRUCache } from 'lru-cache';
import type { Scheme } from './index.ts';

/** How a request is signed. Some peers check a GET without its query (I48). */
export interface Form {
  scheme: Scheme;
  query: boolean;
}

/** Asks a host in one form after another. `ask` sends the request, signed anew, and gives the answer. */
export type Knock = <Answer extends { status: number }>(
  door: { method: 'GET' | 'POST'; url: URL },
  ask: (form: Form) => Promise<Answer>,
) => Promise<Answer>;

const keptMs = 24 * 60 * 60 * 1000;
/** What a peer answers that does not read the form; where a form was taken before, only 401 speaks of signatures. */
const unread = new Set([400, 401, 403]);

/** Makes the memory of what hosts take; bounded, and forgotten when it no longer holds. */
export function makeKnock(): Knock {
  const taken = new LRUCache<string, Form>({ max: 5000, ttl: keptMs });

  return async ({ method, url }, ask) => {
    const place = `${method} ${url.host}`;
    const known = taken.get(place);
    const hasQuery = method === 'GET' && url.search !== '';
    const [first, ...others] = formsFor(known, hasQuery);
    let form = first;
    let answer = await ask(form);
    for (const other of others) {
      if (!(known ? answer.status === 401 : unread.has(answer.status))) break;
      form = other;
      answer = await ask(form);
    }
    if (answer.status < 400) taken.set(place, { ...form, query: hasQuery ? form.query : (known?.query ?? true) });
    else if (answer.status === 401) taken.delete(place);
    return answer;
  };
}

/** The known form, or draft-cavage, then the others. */
function formsFor(known: Form | undefined, hasQuery: boolean): [Form, ...Form[]] {
  const first: Form = { scheme: known?.scheme ?? 'cavage', query: !hasQuery || (known?.query ?? true) };
  const other: Scheme = first.scheme === 'cavage' ? 'rfc9421' : 'cavage';
  const turned: Form[] = hasQuery ? [{ ...first, query: !first.query }] : [];
  return [first, ...turned, { scheme: other, query: true }];
}
