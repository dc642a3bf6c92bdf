// What never changes while the hub runs: the stylesheet, the sign, and the notes for robots and home screens.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import type { Site } from './site.ts';
import { style } from './style.ts';

const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#17453b"/><path d="M16 4v6M8 6l3 5M24 6l-3 5" stroke="#f2b84b" stroke-width="2" stroke-linecap="round"/><path d="M16 18c-3-3-7-3-11-2v9c4-1 8-1 11 2 3-3 7-3 11-2v-9c-4-1-8-1-11 2zv9" fill="none" stroke="#fdf8ec" stroke-width="2" stroke-linejoin="round"/></svg>`;

/** A body that is served as it is, for a day or for good. */
function fixed(type: string, body: string, forGood = false): RequestHandler {
  const packed = gzipSync(body);
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
  const cache = forGood ? 'public, max-age=31536000, immutable' : 'public, max-age=86400';
  return (req: Request, res: Response) => {
    const pack = req.acceptsEncodings('gzip') === 'gzip';
    res.set({ 'Content-Type': type, 'Cache-Control': cache, ETag: tag, Vary: 'Accept-Encoding' });
    if (pack) res.set('Content-Encoding', 'gzip');
    res.send(pack ? packed : Buffer.from(body));
  };
}

export const serveStyle = fixed('text/css; charset=utf-8', style, true);
export const serveFavicon = fixed('image/svg+xml', favicon);

export function serveRobots({ origin }: Site): RequestHandler {
  const lines = [
    'User-agent: *',
    'Disallow: /search',
    'Disallow: /sign-in',
    'Disallow: /mine',
    'Disallow: /new',
    `# ${origin}`,
  ];
  return fixed('text/plain; charset=utf-8', `${lines.join('\n')}\n`);
}

export function serveManifest({ name }: Site): RequestHandler {
  const manifest = {
    name,
    short_name: name.slice(0, 12),
    start_url: '/',
    display: 'minimal-ui',
    background_color: '#fbf6ea',
    theme_color: '#17453b',
    icons: [{ src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml' }],
  };
  return fixed('application/manifest+json', JSON.stringify(manifest));
}
