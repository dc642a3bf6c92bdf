// One attachment of a thing; read/attachment.ts is its mirror. Names follow FEP-1311.
import type { Attachment } from '../../src/domain/records.ts';
import type { Json } from '../read/json.ts';

/** A Link for what is elsewhere on the web (Mastodon shows its card), an Image with its alternative text, else a Document. */
export function writeAttachment({ as, url, mediaType, name, bytes, width, height }: Attachment): Json {
  if (as === 'link') return { type: 'Link', href: url, mediaType: mediaType ?? 'text/html', ...(name && { name }) };
  return {
    type: as === 'image' ? 'Image' : 'Document',
    ...(mediaType && { mediaType }),
    url,
    ...(name && { name }),
    ...(bytes !== undefined && { size: bytes }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}
