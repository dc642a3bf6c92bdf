// Accept and Reject of a Follow of ours. The request is matched by its id, else by who asked whom, because some peers
// rewrite the id or send it alone (I4, I24); what it says is read from our own record.
import type { Follow } from '../../src/domain/records.ts';
import type { Activity, Reader } from './activity.ts';
import type { Context } from './context.ts';
import { idOf, isObject, list } from './json.ts';
import { readQuoteAnswer } from './quote.ts';

export const readAccept = reading('followAccepted', true);

export const readReject = reading('followRejected', false);

function reading(type: 'followAccepted' | 'followRejected', accepted: boolean): Reader {
  return async (activity, context) => {
    const follow = await asked(activity, context);
    if (!follow) return readQuoteAnswer(activity, accepted, context);
    const { id, actor, at } = activity;
    return [{ type, id, actor, at, follow: follow.id, who: follow.who }];
  };
}

async function asked({ actor, node }: Activity, context: Context): Promise<Follow | undefined> {
  const object = list(node.object)[0];
  const named = idOf(object);
  const byId = named ? await context.stored(named) : undefined;
  if (byId?.record === 'quoteRequest') return undefined;
  if (byId?.record === 'follow') return byId.whom === actor ? byId : undefined;
  const who = isObject(object) ? idOf(object.actor) : undefined;
  if (!who) return undefined;
  const [id] = await context.made('asks', who, actor);
  const follow = id ? await context.stored(id) : undefined;
  return follow?.record === 'follow' ? follow : undefined;
}
