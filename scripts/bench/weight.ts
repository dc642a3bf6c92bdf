// What pages cost on a slow line: a first visit to the home page, and a resource with a cover and ten answers.
// One rule: a real browser with an empty cache says it, or nobody does.

import { openBrowser } from '../../test/browser/browser.ts';
import { weigh } from '../../test/browser/weight.ts';
import { webHub } from '../../test/web/client.ts';
import { publishWhole } from '../../test/web/resource.ts';

/** Bytes received for each, heads and all that the page loads included. Rejects when there is no browser. */
export async function weighPages(): Promise<{ home: number; resource: number }> {
  const place = await webHub();
  try {
    const { client } = await place.join('amina', 'admin');
    const resource = await publishWhole(client);
    for (let n = 1; n <= 10; n += 1) {
      await client.post(`${resource}/reply`, { text: `Answer ${n}`, language: 'en', visibility: 'public' });
    }
    await place.hub.idle();
    const browser = await openBrowser();
    try {
      const weight = async (path: string) => (await weigh(browser, place.hub.url(path))).total;
      return { home: await weight('/'), resource: await weight(resource) };
    } finally {
      await browser.close();
    }
  } finally {
    await place.hub.stop();
  }
}
