// One member's way through a hub with nothing but a keyboard, on a phone, without JavaScript: set up, sign in, publish,
// answer, edit, withdraw. In a language that is read from the left and in one that is read from the right.
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { PageLanguage } from '../../src/web/messages/index.ts';
import { wordsFor } from '../../src/web/words.ts';
import { startHub, type TestHub } from '../helpers/hub.ts';
import { openBrowser, overflow } from './browser.ts';
import { makeKeyboard } from './keyboard.ts';

const phone = { width: 360, height: 740 };
const password = 'twelve reading games';
const texts = {
  en: {
    title: 'Reading without books',
    text: 'Chalk and a board are enough.',
    reply: 'We tried it.',
    edited: 'With stones',
  },
  ar: { title: 'القراءة بلا كتب', text: 'يكفي لوح وطباشير.', reply: 'جربنا ذلك.', edited: 'القراءة بالحصى' },
} as const;

for (const language of ['en', 'ar'] as const satisfies PageLanguage[]) {
  describe(`A member with a keyboard alone, in ${language}`, function () {
    this.timeout(60_000);
    const { t, n } = wordsFor(language);
    const own = texts[language];
    let hub: TestHub;
    let browser: Browser;
    let page: Page;
    let keys: ReturnType<typeof makeKeyboard>;
    let resource: string;

    before(async () => {
      [hub, browser] = await Promise.all([startHub(), openBrowser()]);
      page = await browser.newPage({ viewport: phone, locale: language, javaScriptEnabled: false });
      keys = makeKeyboard(page);
    });
    after(async () => {
      await browser?.close();
      await hub?.stop();
    });
    afterEach(async () => {
      expect(await overflow(page), `${page.url()} scrolls sideways`).to.equal(0);
      expect(await page.locator('html').getAttribute('dir')).to.equal(language === 'ar' ? 'rtl' : 'ltr');
    });

    const heading = () => page.locator('h1').textContent();
    const main = () => page.locator('main').textContent();

    it('sets the hub up', async () => {
      await page.goto(hub.url('/'));
      expect(await heading()).to.equal(t('setup.title'));
      await keys.fill('name', 'Amina');
      await keys.fill('handle', 'amina');
      await keys.fill('password', password);
      await keys.go(t('setup.submit'));
      expect(await heading()).to.equal(t('home.hello', { name: 'Amina' }));
    });

    it('signs out and in again', async () => {
      await keys.unfold('Amina');
      await keys.go(t('nav.signOut'));
      await keys.go(t('nav.signIn'));
      await keys.fill('name', 'amina');
      await keys.fill('password', password);
      await page.keyboard.press('Tab');
      await keys.enter();
      expect(await heading()).to.equal(t('home.hello', { name: 'Amina' }));
    });

    it('begins at the faults of a form, and goes from there to the field', async () => {
      await keys.go(t('nav.share'));
      await page.goto(hub.url('/new/resource'));
      await keys.fill('name', own.title);
      await keys.fill('text', own.text);
      await keys.go(t('compose.publish'));
      expect((await keys.focused()).text).to.include(n('fault.summary', 1));
      expect(await page.inputValue('#name')).to.equal(own.title);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(page.url()).to.match(/#licence$/);
      expect(await page.locator('#licence').getAttribute('aria-describedby')).to.equal('licence-hint licence-fault');
    });

    it('publishes a resource', async () => {
      await page.locator('#licence').focus();
      await page.keyboard.type('CC BY 4');
      await keys.go(t('compose.publish'));
      expect(await heading()).to.equal(own.title);
      expect(await main())
        .to.include(own.text)
        .and.include('CC BY 4.0');
      resource = page.url();
    });

    it('answers', async () => {
      await keys.go(t('thing.reply'));
      await keys.fill('text', own.reply);
      await keys.go(t('compose.send'));
      expect(page.url()).to.match(new RegExp(`^${resource}#p`));
      expect(await page.locator('.thread').textContent()).to.include(own.reply);
    });

    it('edits', async () => {
      await page.goto(resource);
      await keys.go(t('thing.edit'));
      await keys.fill('name', own.edited);
      await keys.go(t('compose.save'));
      expect(await heading()).to.equal(own.edited);
    });

    it('finds it by search', async () => {
      await page.goto(hub.url('/search'));
      await keys.fill('q', own.edited);
      await keys.enter();
      expect(await main()).to.include(n('count.results', 1));
      await keys.go(own.edited);
      expect(page.url()).to.equal(resource);
    });

    it('withdraws after being asked once more', async () => {
      await keys.go(t('thing.withdraw'));
      await keys.go(t('withdraw.submit'));
      await page.goto(resource);
      expect(await heading()).to.equal(t('error.gone'));
      expect(await main()).to.include('Amina');
    });
  });
}
