// Somebody followed here says that a thing of another hub changed or went: its own hub is asked.
import { askOrigin } from '../ask-origin.ts';
import type { Task } from './task.ts';

export const ask: Task<'ask'> = (deps, { what }) => askOrigin(deps, what, deps.budget());
