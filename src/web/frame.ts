// What every page knows about its visit without being told: set while the page is rendered, which is one synchronous call.
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Actor } from '../domain/records.ts';
import type { Words } from './words.ts';

/** The surroundings of a page. */
export interface Frame {
  words: Words;
  hub: { name: string; origin: string; host: string };
  viewer: Actor | undefined;
  /** The word that every form of the session carries; empty without a session. */
  csrf: string;
  /** Path and query of the request, without `lang`. */
  path: string;
  /** Address of the stylesheet. */
  style: string;
}

let current: Frame | undefined;

/** Renders a page within its surroundings: in one go, so that its parts read these and no other's. */
export function renderPage(frame: Frame, page: VNode): string {
  current = frame;
  try {
    return renderToString(page);
  } finally {
    current = undefined;
  }
}

/** The surroundings of the page that is being rendered. */
export function useFrame(): Frame {
  if (!current) throw new Error('a part of a page stands outside of any');
  return current;
}

/** The words of the page that is being rendered. */
export function useWords(): Words {
  return useFrame().words;
}
