// For those who run the hub: is it alive, can it store, and how much does it do. Metrics are for loopback and admins only.
import express, { type Request, type Router } from 'express';
import type { Storage } from '../storage/port.ts';
import { Problem } from './domain/problem.ts';
import type { Actor } from './domain/records.ts';

export interface HealthDeps {
  storage: Storage;
  applied: () => number;
  /** How many entries were set aside. */
  quarantined: () => Promise<number>;
  memberOf(req: Request): Promise<Actor | undefined>;
}

/** `GET /healthz`, `/readyz` and `/metrics`. */
export function makeHealth({ storage, applied, quarantined, memberOf }: HealthDeps): Router {
  const router = express.Router();
  router.get('/healthz', (_req, res) => {
    res.type('text/plain').send('ok\n');
  });
  router.get('/readyz', async (_req, res) => {
    const ready = await storage.check().then(
      () => true,
      () => false,
    );
    if (!ready) res.set('Retry-After', '5');
    res
      .status(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'ready\n' : 'cannot store\n');
  });
  router.get('/metrics', async (req, res) => {
    if (!isLoopback(req) && (await memberOf(req))?.role !== 'admin')
      throw new Problem('not-allowed', 403, 'Metrics are for admins.');
    res.type('text/plain; version=0.0.4').send(await measure(storage, applied(), await quarantined()));
  });
  return router;
}

async function measure(storage: Storage, applied: number, quarantined: number): Promise<string> {
  const [entries, jobs] = await Promise.all([storage.log.head(), storage.jobs.counts(Date.now())]);
  const { batches, retries } = storage.log.figures();
  const figures: [string, string, number][] = [
    ['hub_log_entries', 'Entries in the log', entries],
    ['hub_log_applied', 'Entries applied', applied],
    ['hub_log_quarantined', 'Entries that could not be handled and were set aside', quarantined],
    ['hub_jobs_waiting', 'Jobs due or under way', jobs.waiting],
    ['hub_jobs_resting', 'Jobs that wait for another try', jobs.resting],
    ['hub_jobs_dead', 'Jobs put aside', jobs.dead],
    ['hub_log_batches_total', 'Writes of this process that took entries into the log', batches],
    ['hub_log_retries_total', 'Tries of this process that found the end of the log taken by another', retries],
    ['process_resident_memory_bytes', 'Resident memory', process.memoryUsage.rss()],
    ['process_uptime_seconds', 'Seconds since start', Math.round(process.uptime())],
  ];
  return figures
    .map(
      ([name, help, value]) =>
        `# HELP ${name} ${help}\n# TYPE ${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}\n${name} ${value}\n`,
    )
    .join('');
}

/** A request from this machine that no proxy passed on. */
function isLoopback(req: Request): boolean {
  const address = req.socket.remoteAddress ?? '';
  const own = address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
  return own && req.headers['x-forwarded-for'] === undefined && req.headers.forwarded === undefined;
}
