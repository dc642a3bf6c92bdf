// Text that people wrote, made safe: what comes out of here may stand in a page and go to peers.
// Remote HTML passes Mastodon's allowlist; HTML that is already of that form is recognised without rewriting it.
import sanitizeHtml from 'sanitize-html';
import type { Mention } from './records.ts';
import { clip, printable } from './signs.ts';

const allowedTags = [
  'p',
  'br',
  'span',
  'a',
  'del',
  's',
  'pre',
  'blockquote',
  'code',
  'b',
  'strong',
  'u',
  'i',
  'em',
  'ul',
  'ol',
  'li',
  'ruby',
  'rt',
  'rp',
];
const allowedClasses = ['mention', 'hashtag', 'u-url', 'h-card', 'ellipsis', 'invisible', 'quote-inline'];

const options: sanitizeHtml.IOptions = {
  allowedTags,
  allowedAttributes: {
    a: ['href', 'rel', 'class', 'translate'],
    span: ['class', 'translate'],
    ol: ['start', 'reversed'],
    li: ['value'],
  },
  allowedClasses: { a: allowedClasses, span: allowedClasses },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  nestingLimit: 40,
  transformTags: {
    ...Object.fromEntries(
      ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(tag => [tag, sanitizeHtml.simpleTransform('strong', {})]),
    ),
    a: (tagName, { rel, ...attributes }) => {
      if (!/\bmention\b/.test(attributes.class ?? '')) rel = 'nofollow noopener noreferrer';
      else if (rel !== 'tag') rel = '';
      return { tagName, attribs: { ...attributes, ...(rel && { rel }) } };
    },
  },
};

/** Longest HTML that is kept of one thing, in characters. */
export const proseLimit = 500_000;

/** Of HTML that must be rewritten less is read, so that nobody can hold up the hub with it. */
const rewrittenLimit = 200_000;

/** HTML by a stranger → HTML by the allowlist, read to `limit` characters; `undefined` and non-text give ''. */
export function cleanHtml(html: unknown, limit = proseLimit): string {
  if (typeof html !== 'string') return '';
  const text = printable(clip(html, limit));
  if (isClean(text)) return text;
  const part = clip(text, rewrittenLimit);
  if (isDeep(part)) return `<p>${escapeHtml(plainText(part))}</p>`;
  const clean = sanitizeHtml(part, options);
  // What is written out in full may grow; it is read again only so far that it fits.
  return clean.length <= proseLimit ? clean : cleanHtml(part, part.length >> 3);
}

/** Tags that close by themselves, and so do not nest by being repeated. */
const selfClosing =
  /^(?:p|li|br|hr|img|input|wbr|source|meta|link|area|base|col|embed|track|param|option|dt|dd|tr|td|th|r[tp])$/i;
/** The parser's time grows with the square of what is left open; nothing that people write comes near this. */
const openLimit = 200;

function isDeep(html: string, most = openLimit): boolean {
  let open = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9:-]{0,20})/gi)) {
    if (selfClosing.test(name)) continue;
    open = slash ? Math.max(0, open - 1) : open + 1;
    if (open > most) return true;
  }
  return false;
}

const token =
  /[^<>&]+|&(?:amp|lt|gt|quot|apos|nbsp|#39|#x27);|<(\/?)(p|span|em|strong|b|i|u|s|del|pre|code|blockquote|ul|ol|li)>|<br ?\/?>|<(a) href="https?:\/\/[^"<>\s\\]{1,1000}"(?: class="(?:u-url )?mention(?: hashtag)?"| target="_blank"| rel="(?:nofollow noopener(?: noreferrer)?|tag)"| translate="no"){1,4}>|<(span) class="(?:h-card|invisible|ellipsis)"(?: translate="no")?>|<(\/)(a)>/y;

/** True for HTML that already is of the allowed form and well nested: read token by token, in linear time. */
function isClean(html: string): boolean {
  const open: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < html.length) {
    const match = token.exec(html);
    if (!match) return false;
    if (match[3] && !/ (?:rel="nofollow|class=)/.test(match[0])) return false;
    const opened = match[1] === '' ? match[2] : (match[3] ?? match[4]);
    const closed = match[1] === '/' ? match[2] : match[6];
    if (opened) open.push(opened);
    if (closed && open.pop() !== closed) return false;
    if (open.length > 40) return false;
  }
  return open.length === 0;
}

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
  '#x27': "'",
};

/** Safe HTML as plain text: paragraphs stand apart by an empty line, breaks and list items become new lines. */
export function plainText(html: string): string {
  if (!/[<&]/.test(html)) return html.trim();
  return html
    .replace(/<(?:\/p|\/blockquote|\/pre|\/[uo]l)>/g, '\n\n')
    .replace(/<(?:br ?\/?|\/li)>/g, '\n')
    .replace(/<[^<>]*>?/g, '')
    .replace(/&(amp|lt|gt|quot|apos|nbsp|#39|#x27);/g, (_, name: string) => entities[name] ?? '')
    .replace(/[ \t]{2,}|\t/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** A name has hardly any tags; one has many names. */
const nameDepth = 20;
const plain: sanitizeHtml.IOptions = { allowedTags: ['p', 'br'], allowedAttributes: {} };

/** A stranger's plain text (names, summaries): no tags, one form of space, no control signs, at most `limit` characters, and '' where nothing can be seen. */
export function cleanText(text: unknown, limit: number): string {
  if (typeof text !== 'string') return '';
  const part = clip(text, limit * 4);
  const bare = part.includes('<') ? plainText(isDeep(part, nameDepth) ? part : sanitizeHtml(part, plain)) : part;
  const shown = clip(printable(bare.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')).trim(), limit).trim();
  return /[^\p{Cf}\p{Cc}\p{Z}]/u.test(shown) ? shown : '';
}

interface Marks {
  mentions: Mention[];
  /** The page of a hashtag; without, a hashtag is a word like others. */
  tagPage?: (tag: string) => string;
}

/** Makes safe HTML of what was typed: paragraphs, links, mentions that were found, hashtags. */
export function fromTyped(text: string, marks: Marks): string {
  const paragraphs = text
    .replace(/\r\n?/g, '\n')
    .trim()
    .split(/\n{2,}/)
    .filter(Boolean);
  return paragraphs.map(paragraph => `<p>${inline(paragraph, marks).replace(/\n/g, '<br>')}</p>`).join('');
}

/** `@name@host` or `@name` in a typed text, each once, at most 20. */
export function typedMentions(text: string): string[] {
  return [...new Set([...text.matchAll(mentionForm)].map(match => match[2] as string))].slice(0, 20);
}

/** Hashtags in a typed text, without the #, each once, at most 30. */
export function typedHashtags(text: string): string[] {
  return [...new Set([...text.matchAll(hashtagForm)].map(match => match[2] as string))].slice(0, 30);
}

const mentionForm = /(^|[\s(])(@[\w.-]{1,64}(?:@[\w.-]{1,253}(?::\d{1,5})?)?)(?![\w@])/g;
const hashtagForm = /(^|[\s(])#([\p{L}\p{N}\p{M}_]{1,64})/gu;
const anyMark =
  /(^|[\s(])(?:(https?:\/\/[^\s<>"]{3,1000})|(@[\w.-]{1,64}(?:@[\w.-]{1,253}(?::\d{1,5})?)?)(?![\w@])|#([\p{L}\p{N}\p{M}_]{1,64}))/gu;

function inline(text: string, marks: Marks): string {
  let html = '';
  let last = 0;
  for (const match of text.matchAll(anyMark)) {
    const [whole, before = '', link, handle, tag] = match;
    html += escapeHtml(text.slice(last, match.index) + before);
    last = match.index + whole.length;
    if (link) html += linkHtml(link);
    else if (handle) html += mentionHtml(handle, marks.mentions);
    else if (tag) html += tagHtml(tag, marks.tagPage?.(tag));
  }
  return html + escapeHtml(text.slice(last));
}

function linkHtml(link: string): string {
  const tail = /[.,;:!?)\]]{1,20}$/.exec(link)?.[0] ?? '';
  const bare = link.slice(0, link.length - tail.length);
  const url = URL.parse(bare);
  if (!url) return escapeHtml(link);
  return `<a href="${escapeHtml(url.href)}" rel="nofollow noopener noreferrer">${escapeHtml(bare)}</a>${escapeHtml(tail)}`;
}

function tagHtml(tag: string, page: string | undefined): string {
  if (page === undefined) return escapeHtml(`#${tag}`);
  return `<a href="${escapeHtml(page)}" class="mention hashtag" rel="tag">#<span>${escapeHtml(tag)}</span></a>`;
}

function mentionHtml(handle: string, mentions: Mention[]): string {
  const known = mentions.find(mention => mention.handle.toLowerCase() === handle.toLowerCase());
  if (!known) return escapeHtml(handle);
  const name = handle.slice(1).split('@')[0] ?? '';
  return `<span class="h-card"><a href="${escapeHtml(known.id)}" class="u-url mention">@<span>${escapeHtml(name)}</span></a></span>`;
}

/** Text as it may stand in HTML, in an element or a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
}
