// What a page costs on the line: all that a browser with an empty cache receives for it.
import type { Browser } from 'playwright-core';

/** A small phone. */
export const phone = { width: 360, height: 740 };

/** Loads a page on a phone and gives the bytes received, heads and bodies as they were sent; `parts` says which were what. */
export async function weigh(browser: Browser, url: string): Promise<{ total: number; parts: string[] }> {
  const context = await browser.newContext({ viewport: phone });
  const page = await context.newPage();
  const parts: Promise<[string, number]>[] = [];
  page.on('requestfinished', request => {
    const sizes = request
      .sizes()
      .then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize);
    parts.push(sizes.then(bytes => [new URL(request.url()).pathname, bytes]));
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const weighed = await Promise.all(parts);
  await context.close();
  return { total: weighed.reduce((sum, [, bytes]) => sum + bytes, 0), parts: weighed.map(part => part.join(' ')) };
}
