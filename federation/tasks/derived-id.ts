// An activity that a task makes has an address made from what it is about: doing the task twice gives one entry.
import { hash } from 'node:crypto';
import type { Urls } from '../urls.ts';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** An activity address of this hub, always the same for the same parts; its key has the form of a ULID. */
export function derivedId(urls: Pick<Urls, 'origin'>, ...parts: string[]): string {
  let number = BigInt(`0x${hash('sha256', parts.join('\n')).slice(0, 32)}`);
  let key = '';
  for (let place = 0; place < 26; place++) {
    key = crockford[Number(number & 31n)] + key;
    number >>= 5n;
  }
  return `${urls.origin}/e/${key}`;
}
