// Ports of loopback for servers that must know theirs before they listen.
// Rule: they lie below those that systems give to connections, so that no connection takes one between the look and the use.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

const range = { from: 20_000, to: 30_000 };
const mostTries = 100;
const given = new Set<number>();

/** A port of loopback that nobody listens at, each time another. Rejects when a hundred were taken. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < mostTries; tries++) {
    const port = randomInt(range.from, range.to);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`no port from ${range.from} to ${range.to} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await once(probe.listen(port, '127.0.0.1'), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
