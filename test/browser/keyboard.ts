// A member who has nothing but a keyboard: Tab, Enter, space and letters.
import { expect } from 'chai';
import type { Page } from 'playwright-core';

interface Focused {
  id: string;
  text: string;
  action: string;
  /** The focus can be seen. */
  outlined: boolean;
  /** It is inside the screen, not hidden behind or beyond something. */
  inside: boolean;
}

export function makeKeyboard(page: Page) {
  const focused = (): Promise<Focused> =>
    page.evaluate(`(() => {
      const element = document.activeElement ?? document.body;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { top, bottom } = element.getBoundingClientRect();
      return {
        id: element.id,
        text: (element.textContent ?? '').trim(),
        action: element.form?.getAttribute('action') ?? element.getAttribute('href') ?? '',
        outlined: outlineStyle !== 'none' && outlineWidth !== '0px',
        inside: bottom > 0 && top < innerHeight,
      };
    })()`);

  /** Moves the focus on until it is there, and makes sure that it is seen. */
  async function tabTo(what: string, there: (focus: Focused) => boolean): Promise<void> {
    for (let steps = 0; steps < 150; steps += 1) {
      await page.keyboard.press('Tab');
      const focus = await focused();
      if (!there(focus)) continue;
      expect(focus, `the focus on ${what}`).to.include({ outlined: true, inside: true });
      return;
    }
    throw new Error(`${what} cannot be reached by Tab on ${page.url()}`);
  }

  async function enter(): Promise<void> {
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  }

  return {
    focused,
    enter,
    async fill(field: string, text: string): Promise<void> {
      await tabTo(`#${field}`, ({ id }) => id === field);
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(text);
    },
    /** Chooses in a list by the first letters. */
    async choose(field: string, letters: string): Promise<void> {
      await tabTo(`#${field}`, ({ id }) => id === field);
      await page.keyboard.type(letters);
    },
    /** Opens the first part that unfolds under this name. */
    async unfold(name: string): Promise<void> {
      await tabTo(name, ({ text }) => text === name);
      await page.keyboard.press('Enter');
    },
    /** Takes the link or presses the button of this name. */
    async go(name: string): Promise<void> {
      await tabTo(name, ({ text, action }) => text === name && action !== '');
      await enter();
    },
  };
}
