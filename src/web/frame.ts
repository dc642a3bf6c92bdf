// What every page knows about its visit without being told: read by components through context.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
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

/** Provided once, around the layout. */
export const FrameContext = createContext<Frame | undefined>(undefined);

/** The surroundings of the page that is being rendered. */
export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error('a part of a page stands outside of any');
  return frame;
}

/** The words of the page that is being rendered. */
export function useWords(): Words {
  return useFrame().words;
}
