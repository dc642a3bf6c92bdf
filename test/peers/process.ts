// Starts a server of this repository or beside it as its own process and knows when it serves.
// One rule: ready is the line `ready ORIGIN` on its standard output, within a limit, never a guess.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server that has said that it serves. `lines` are what it says afterwards; `say` gives it a line on standard input. */
export interface ServerProcess {
  origin: string;
  pid: number;
  /** Milliseconds from the start of the process to its ready line. */
  readyAfter: number;
  lines: AsyncIterableIterator<string>;
  say(line: string): void;
  /** Ends it at once and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Whoever ends before its servers takes them along. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Runs `node ARGS` with this Node and waits up to 30 s for `ready ORIGIN`. `env` replaces the environment, PATH apart. */
export async function startProcess(args: string[], env: Record<string, string> = {}): Promise<ServerProcess> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const said = lastWords(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const limit = setTimeout(() => child.kill('SIGKILL'), 30_000);
  for (;;) {
    const { value, done } = await lines.next();
    if (done) {
      clearTimeout(limit);
      throw new Error(`${args.join(' ')} ended before it was ready: ${said()}`);
    }
    const [word, origin] = value.split(' ');
    if (word !== 'ready' || !origin) continue;
    clearTimeout(limit);
    return {
      origin,
      pid: child.pid ?? 0,
      readyAfter: performance.now() - began,
      lines,
      say: line => child.stdin.write(`${line}\n`),
      async stop() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
    };
  }
}

/** Keeps the end of a child's standard error, for the message of a failure. */
export function lastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', chunk => {
    text = `${text}${chunk}`.slice(-2000);
  });
  return () => text.trim();
}
