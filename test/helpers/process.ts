// A whole hub as its own process, as an operator runs it, and the operator's command beside it: for tests that kill, and for
// tests of what several processes do on one folder. It runs what the compiler made, so it is compiled once first.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../scripts/free-port.ts';
import { lastWords } from '../peers/process.ts';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const readyLimitMs = 30_000;

export interface HubEnv extends Record<string, string> {
  PORT: string;
  HUB_ORIGIN: string;
  HUB_DATA: string;
}

/** What a command said and how it ended. */
export interface Answer {
  status: number;
  stdout: string;
  stderr: string;
}

export interface HubProcess {
  origin: string;
  env: HubEnv;
  /** Milliseconds from the start of the process to its ready line. */
  readyAfter: number;
  /** Lines that it has written to its log. */
  logged(): number;
  /** Runs the operator's command on the same data. */
  command(args: string[], input?: string): Promise<Answer>;
  /** Ends it in the middle of everything, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Halts it in the middle of everything. */
  halt(): void;
  /** Lets it go on. */
  goOn(): void;
  /** The last of what it said on standard error. */
  lastWords(): string;
  /** Megabytes of memory that it holds. */
  memory(): Promise<number>;
  /** Asks it to end, and gives its status and the milliseconds that it took. */
  end(): Promise<{ status: number | null; took: number }>;
}

let compiled: Promise<unknown> | undefined;

/** Compiles the tree, once for all tests of a run. */
export function compile(): Promise<unknown> {
  compiled ??= run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { cwd });
  return compiled;
}

/** The environment of a hub at a free port of loopback, on a folder of its own, which is not made yet. */
export async function hubEnv(more: Record<string, string> = {}): Promise<HubEnv> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'hub-process-'));
  return {
    PORT: String(port),
    HUB_ORIGIN: `http://127.0.0.1:${port}`,
    HUB_DATA: join(folder, 'data'),
    HUB_LOG: 'error',
    ...more,
  };
}

/** Takes away the folder of an environment. */
export function removeData({ HUB_DATA }: HubEnv): Promise<void> {
  return rm(join(HUB_DATA, '..'), { recursive: true, force: true });
}

/** Starts a hub in an environment; resolves when it has said `ready`. */
export async function startHubProcess(env: HubEnv): Promise<HubProcess> {
  await compile();
  const began = performance.now();
  const child = spawn(process.execPath, [join(cwd, 'dist/src/main.js')], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'close') as Promise<[number | null]>;
  const last = lastWords(child);
  let lines = 0;
  child.stderr?.on('data', (chunk: Buffer) => {
    lines += chunk.toString().split('\n').length - 1;
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), readyLimitMs);
  const origin = await readyLine(child);
  clearTimeout(limit);
  if (!origin) throw new Error(`the hub ended before it was ready: ${last()}`);
  const end = async (signal: NodeJS.Signals) => {
    const asked = performance.now();
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const [status] = await gone;
    return { status, took: performance.now() - asked };
  };
  return {
    origin,
    env,
    readyAfter: performance.now() - began,
    logged: () => lines,
    command: (args, input) => hubCommand(env, args, input),
    kill: async () => {
      await end('SIGKILL');
    },
    halt: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    lastWords: last,
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
    },
    end: () => end('SIGTERM'),
  };
}

async function readyLine(child: ChildProcess): Promise<string | undefined> {
  if (!child.stdout) return undefined;
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('ready ')) return line.slice('ready '.length);
  return undefined;
}

/** Runs the operator's command in an environment, with what it reads on standard input. */
export async function hubCommand(env: Record<string, string>, args: string[], input = ''): Promise<Answer> {
  await compile();
  const child = spawn(process.execPath, [join(cwd, 'dist/scripts/hub.js'), ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', chunk => {
      said[name] += chunk;
    });
  }
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status: status ?? -1, ...said };
}

/** Waits until a hub has nothing left to do, as its `status` tells it; throws after `limitMs`. */
export async function atRest(env: HubEnv, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    const { stdout, stderr } = await hubCommand(env, ['status', '--json']);
    const { entries, applied, jobs } = JSON.parse(stdout || '{"jobs":{}}');
    if (entries === applied && jobs.waiting === 0) return;
    if (performance.now() > end) throw new Error(`${env.HUB_ORIGIN} is not at rest: ${stdout}${stderr}`);
  }
}
