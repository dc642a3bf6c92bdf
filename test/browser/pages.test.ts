// Every page in a real browser: readable for everybody (axe, WCAG 2.2 AA), on a phone and from right to left,
// in light and in dark, and light enough for a slow line.
import { expect } from 'chai';
import type { Browser, BrowserContext } from 'playwright-core';
import { type Client, makeClient, three, webHub } from '../web/client.ts';
import { publishWhole } from '../web/resource.ts';
import { expectReadable, openBrowser } from './browser.ts';
import { phone, weigh } from './weight.ts';

describe('Every page', function () {
  this.timeout(90_000);
  let place: Awaited<ReturnType<typeof webHub>>;
  let browser: Browser;
  let member: Client;
  let resource: string;
  let discussion: string;
  let poll: string;
  let remote: string;
  let gone: string;
  let report: string;

  before(async () => {
    [place, browser] = await Promise.all([webHub(), openBrowser()]);
    member = (await place.join('amina', 'admin')).client;
    await fill();
  });
  after(async () => {
    await browser?.close();
    await place?.hub.stop();
  });

  const visitorPages = () => [
    '/',
    '/search?q=reading',
    '/search?q=nothing+at+all',
    '/communities',
    '/@readers',
    '/@amina',
    '/@hub',
    resource,
    discussion,
    poll,
    remote,
    gone,
    '/about',
    '/help',
    '/sign-in',
    '/nothing',
  ];
  const memberPages = () => [
    '/',
    '/mine',
    '/following',
    '/follow',
    '/new',
    '/new/resource',
    '/new/discussion',
    '/new/poll',
    '/communities/new',
    '/settings',
    '/settings/moving',
    resource,
    discussion,
    poll,
    '/@readers',
    `${resource}/edit`,
    `${resource}/adapt`,
    `${resource}/bring`,
    `${resource}/withdraw`,
    `${resource}/reply`,
    `${resource}/moderate`,
    '/@readers/moderate',
    '/admin/work',
    '/admin/reports',
    report,
    '/admin/peers',
    '/admin/peers/loud.example',
    '/admin/blocks',
    '/admin/members',
    '/admin/audit',
    `${remote}/report`,
  ];

  const looks = [
    { language: 'en', colorScheme: 'light' },
    { language: 'ar', colorScheme: 'dark' },
    { language: 'fr', colorScheme: 'light' },
  ] as const;
  for (const { language, colorScheme } of looks) {
    it(`is readable for a visitor in ${language}, ${colorScheme}`, () =>
      tour({ language, colorScheme }, visitorPages()));
    it(`is readable for a member in ${language}, ${colorScheme}`, () =>
      tour({ language, colorScheme, member }, memberPages()));
  }

  it('with a faulty form is as readable', async () => {
    const context = await open({ language: 'en', colorScheme: 'light', member });
    const page = await context.newPage();
    await page.goto(place.hub.url('/new/resource'));
    await page.click('main form.compose button');
    expect(await page.locator('.faults li').count()).to.equal(2);
    await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
    await expectReadable(page, place.hub.origin);
    await context.close();
  });

  it('weighs, as a resource with a cover and answers, less than 50 KB with everything it loads', async () => {
    const { total, parts } = await weigh(browser, place.hub.url(resource));
    expect(parts.length, 'page, stylesheet, cover').to.be.at.least(3);
    expect(total, JSON.stringify(parts)).to.be.lessThan(50_000);
  });

  interface Look {
    language: string;
    colorScheme: 'light' | 'dark';
    member?: Client;
  }

  async function open({ language, colorScheme, member: who }: Look): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: phone, locale: language, colorScheme, bypassCSP: true });
    const cookies = [...(who?.cookies ?? [])].map(([name, value]) => ({ name, value, url: place.hub.origin }));
    await context.addCookies([
      ...cookies.filter(({ name }) => name === 'hub_session'),
      { name: 'hub_language', value: language, url: place.hub.origin },
    ]);
    return context;
  }

  async function tour(look: Look, paths: string[]): Promise<void> {
    const context = await open(look);
    const page = await context.newPage();
    for (const path of paths) {
      await page.goto(place.hub.url(path));
      expect(await page.locator('html').getAttribute('lang')).to.equal(look.language);
      await expectReadable(page, place.hub.origin);
    }
    await context.close();
  }

  /** A community, a resource with all that it can have, a thread, something from elsewhere, something withdrawn. */
  async function fill(): Promise<void> {
    const badru = (await place.join('badru')).client;
    await badru.post('/communities/new', {
      name: 'Readers',
      handle: 'readers',
      summary: 'We read together.',
      language: 'en',
    });
    const group = /name="whom" value="([^"]+)"/.exec((await member.get('/@readers')).body)?.[1] ?? '';
    resource = await publishWhole(member, { groups: group });
    for (let count = 0; count < 10; count += 1)
      await badru.post(`${resource}/reply`, { text: `Answer ${count}`, language: 'en', visibility: 'public' });
    discussion = (
      await member.post('/new/discussion', {
        name: 'من جرّب هذا؟',
        text: 'سؤال',
        language: 'ar',
        visibility: 'public',
        warning: 'long',
      })
    ).location;
    poll = (
      await badru.post('/new/poll', {
        text: 'Which day?',
        language: 'en',
        option1: 'Monday',
        option2: 'الجمعة',
        multiple: 'yes',
        ends: '1440',
      })
    ).location;
    await badru.post(`${poll}/vote`, { choice: ['Monday'] });
    const first = (
      await badru.post(`${discussion}/reply`, { text: 'Me.', language: 'en', visibility: 'public' })
    ).location.split('#p')[1];
    await member.post(`/o/${first}/reply`, { text: 'Et alors ?', language: 'fr', visibility: 'public' });
    gone = (await member.upload('/new/resource', three)).location;
    await member.post(`${gone}/withdraw`);
    await member.post('/follow', { whom: '@badru' });
    await place.hub.idle();
    await member.post(`${resource}/moderate`, { act: 'pin', group });
    await member.post(`${resource}/moderate`, { act: 'lock', group, reason: 'Answered' });
    remote = await fromElsewhere();
    await member.post(`${remote}/report`, { reason: 'Far from true.', forward: 'yes' });
    await member.post('/admin/peers/loud.example', { level: 'silence', reason: 'Loud.' });
    report = /<a href="(\/admin\/reports\/\d+)">/.exec((await member.get('/admin/reports')).body)?.[1] ?? '';
    await place.hub.idle();
    const { quarantine, storage } = place.hub.hub.core;
    const id = 'https://far-away.example/users/somebody/statuses/114987654321098765/activity';
    for (const [cursor, seq] of [
      ['apply', 3],
      ['deliver', 2],
    ] as const)
      await quarantine.setAside(
        cursor,
        { seq, id },
        new TypeError("Cannot read properties of undefined (reading 'id')"),
      );
    const lane = 'gone.example';
    await storage.jobs.add([{ key: `9>https://${lane}/inbox`, queue: 'look', lane, order: 1, payload: {} }]);
    const [claim] = await storage.jobs.claim('look', { lanes: 1, perLane: 1, leaseMs: 1000, now: Date.now() });
    const dead = { key: `9>https://${lane}/inbox`, error: 'answered 403', at: Date.now() };
    if (claim) await storage.jobs.end([{ claim, done: [], dead }]);
  }

  async function fromElsewhere(): Promise<string> {
    const { core } = place.hub.hub;
    const at = new Date(Date.now() - 60_000).toISOString();
    const actor = 'https://browser.example/a/bob';
    const profile = {
      record: 'actor' as const,
      id: actor,
      kind: 'person' as const,
      handle: 'bob',
      host: 'browser.example',
      name: 'Bob',
      summary: '',
      url: actor,
      inbox: `${actor}/inbox`,
      local: false,
      published: at,
    };
    await core.take({ type: 'profiled', id: `${actor}#1`, actor, at, profile }, 'observed');
    const thing = {
      record: 'thing' as const,
      kind: 'resource' as const,
      id: 'https://browser.example/o/1',
      author: actor,
      name: 'Far reading',
      content: '<p>Far.</p>',
      published: at,
      visibility: 'public' as const,
      addressed: [],
      groups: [],
      mentions: [],
      hashtags: [],
      themes: [],
      sdgs: [],
      skills: [],
      basedOn: [],
      attachments: [{ as: 'file' as const, url: 'https://browser.example/far.pdf', name: 'far.pdf', bytes: 2_400_000 }],
      cover: { as: 'image' as const, url: 'https://browser.example/large.jpg', name: 'Large', bytes: 900_000 },
    };
    await core.take(
      { type: 'published', id: `${thing.id}#create`, actor, at, thing, shown: true, box: [] },
      'observed',
    );
    await core.settled();
    return `/n/${(await core.storage.records.get(thing.id))?.num}`;
  }

  it('is the same for a visitor who has no cookies', async () => {
    const [one, two] = await Promise.all([
      makeClient(place.hub.origin).get(resource),
      makeClient(place.hub.origin).get(resource),
    ]);
    expect(one.body).to.equal(two.body);
    expect(one.headers.getSetCookie()).to.deep.equal([]);
  });
});
