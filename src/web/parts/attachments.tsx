// Files, links and pictures of a thing. Every link says how many bytes it costs and what language it holds.
import type { Attachment } from '../../domain/records.ts';
import { useFrame } from '../frame.ts';

interface Shown {
  attachments: Attachment[];
  language?: string | undefined;
}

/** Download links, one on a line. */
export function Attachments({ attachments, language }: Shown) {
  const { words } = useFrame();
  const list = attachments.filter(({ url }) => isWeb(url));
  if (list.length === 0) return null;
  return (
    <ul class="files">
      {list.map(file => (
        <li>
          <a
            href={file.url}
            rel={file.as === 'link' ? 'external noopener' : undefined}
            {...(file.as === 'file' && { download: true })}
          >
            <bdi>{file.name || lastPart(file.url)}</bdi>
          </a>{' '}
          <small>
            {[fileKind(file), sizeOf(file, words), language && words.languageName(language)]
              .filter(Boolean)
              .join(' · ')}
          </small>
        </li>
      ))}
    </ul>
  );
}

// What hubs make of covers stays below this; a picture that may weigh more is linked, not loaded.
const lightPicture = 60_000;

/** The cover, if it is light and comes over a safe line; else a link to it. */
export function Cover({ cover }: { cover: Attachment }) {
  const { words, hub } = useFrame();
  const ours = cover.url.startsWith(`${hub.origin}/`);
  if (!isWeb(cover.url)) return null;
  const light = cover.bytes !== undefined && cover.bytes <= lightPicture;
  if (ours || (light && cover.url.startsWith('https:'))) {
    return (
      <img
        class="cover"
        src={cover.url}
        alt={cover.name ?? ''}
        width={cover.width}
        height={cover.height}
        referrerpolicy="no-referrer"
      />
    );
  }
  return (
    <p class="quiet">
      <a href={cover.url} rel="external noopener noreferrer">
        {words.t('thing.coverElsewhere', { host: new URL(cover.url).host })}
      </a>{' '}
      <small>{sizeOf(cover, words)}</small>
    </p>
  );
}

/** The address may stand in a link. */
export function isWeb(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function sizeOf(file: Attachment, words: ReturnType<typeof useFrame>['words']): string {
  if (file.as === 'link') return new URL(file.url).host;
  return file.bytes === undefined ? words.t('thing.sizeUnknown') : words.bytes(file.bytes);
}

/** `PDF` of a PDF file: its ending, when it has one. */
function fileKind(file: Attachment): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(file.name || new URL(file.url).pathname)?.[1];
  return file.as !== 'link' && ending ? ending.toUpperCase() : '';
}

function lastPart(url: string): string {
  const { pathname, host } = new URL(url);
  return pathname.split('/').filter(Boolean).at(-1) ?? host;
}
