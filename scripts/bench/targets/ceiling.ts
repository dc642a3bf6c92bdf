// The ceiling: the least that a Node server on Express must do for an inbox, in one process. One rule: it stores nothing.

import { fileURLToPath } from 'node:url';
import { startBaseline, type Target } from '../target.ts';

export const ceiling: Target = {
  name: 'ceiling (Express, verify, JSON.parse)',
  start: () => startBaseline([fileURLToPath(new URL('../servers/ceiling.mjs', import.meta.url))], 'production'),
};
