// Cookies as browsers send them (RFC 6265, 5.4); writing them is express's work.
import type { Request } from 'express';

/** The first cookie of that name; undefined when there is none. */
export function cookieOf(req: Request, name: string): string | undefined {
  const header = req.headers.cookie ?? '';
  for (const pair of header.split(';', 60)) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value.replace(/^"|"$/g, '');
  }
  return undefined;
}
