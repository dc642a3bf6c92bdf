// A hub was added to those that this one gathers from.
import type { Task } from './task.ts';

export const gather: Task<'gather'> = (deps, { origin }) => deps.startGathering(origin);
