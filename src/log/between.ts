// What stands between two actors by the wish of one of them: asked for each viewer, and only of members of this hub, as
// nobody elsewhere tells us whom they block.
import type { Storage } from '../../storage/port.ts';
import { type Home, isOurs } from '../domain/home.ts';
import type { Between } from '../domain/visibility.ts';

/** What stands between who looks and who made what is looked at. */
export async function betweenOf(
  { links }: Pick<Storage, 'links'>,
  home: Pick<Home, 'origin'>,
  { viewer, author }: { viewer: string | undefined; author: string },
): Promise<Between> {
  if (viewer === undefined || viewer === author) return undefined;
  if (isOurs(home, author) && (await links.get('blocks', author, viewer))) return 'shut';
  if (!isOurs(home, viewer)) return undefined;
  const unwanted = (await links.get('blocks', viewer, author)) ?? (await links.get('mutes', viewer, author));
  return unwanted ? 'unwanted' : undefined;
}
