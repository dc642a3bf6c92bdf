// A real browser for the tests: Debian's chromium or any Chrome that is on the path, without its calls home.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { expect } from 'chai';
import { type Browser, chromium, type Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser's program: CHROME_PATH, else what is on the path; undefined when there is none. */
export function findBrowser(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name)));
  return [process.env.CHROME_PATH ?? '', ...onPath].find(isProgram);
}

export function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('No browser: set CHROME_PATH, or put chromium or google-chrome on the path.');
  return chromium.launch({ executablePath, args: flags });
}

/**
 * Fails when the page has a fault of accessibility that matters (WCAG 2.2 A and AA, best practice), scrolls sideways, or
 * loads anything from elsewhere. Needs a context with scripts, and past the page's own policy: axe is a script.
 */
export async function expectReadable(page: Page, origin: string): Promise<void> {
  const about = new URL(page.url()).pathname;
  await page.evaluate(axe.source);
  expect((await page.evaluate(runAxe)).join('\n'), `accessibility of ${about}`).to.equal('');
  expect(await overflow(page), `${about} scrolls sideways`).to.equal(0);
  const loaded = (await page.evaluate('performance.getEntriesByType("resource").map(entry => entry.name)')) as string[];
  const elsewhere = loaded.filter(address => !address.startsWith(origin));
  expect(elsewhere, `${about} loads from elsewhere`).to.deep.equal([]);
}

/** Pixels by which the page is wider than the screen. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

interface Axe {
  run(options: unknown): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
}

/** Runs in the page. */
async function runAxe(): Promise<string[]> {
  const { axe: checker } = globalThis as unknown as { axe: Axe };
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await checker.run({ runOnly: tags });
  const faults = violations.filter(({ impact }) => impact !== 'minor');
  return faults.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}
