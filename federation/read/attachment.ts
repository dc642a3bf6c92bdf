// Reads one attachment of a thing: a file, a picture or a link, as Mastodon, GoToSocial, Lemmy and our own hubs write them (I35).
import { cleanText } from '../../src/domain/prose.ts';
import type { Attachment } from '../../src/domain/records.ts';
import { count, isObject, link, linkOf, list, text, types } from './json.ts';

/** One attachment, by whatever type a peer gives it; GoToSocial puts the alternative text in `summary`. */
export function readAttachment(value: unknown): Attachment | undefined {
  if (!isObject(value)) return undefined;
  const url = link(value.href) ?? linkOf(value.url);
  if (!url) return undefined;
  const named = list(value.url).find(item => isObject(item) && link(item.href) === url);
  const mediaType = text(value.mediaType, 100) ?? (isObject(named) ? text(named.mediaType, 100) : undefined);
  const name = cleanText(value.summary, 1500) || cleanText(value.name, 1500);
  const bytes = count(value.size ?? Number(value.contentSize), Number.MAX_SAFE_INTEGER);
  const width = count(value.width, 100_000);
  const height = count(value.height, 100_000);
  return {
    as: types(value).includes('Link')
      ? 'link'
      : types(value).includes('Image') || mediaType?.startsWith('image/')
        ? 'image'
        : 'file',
    url,
    ...(mediaType && { mediaType }),
    ...(name && { name }),
    ...(bytes && { bytes }),
    ...(width && { width }),
    ...(height && { height }),
  };
}
