import { en } from './en.ts';
import type { Messages } from './index.ts';

export const ar: Messages = en;
