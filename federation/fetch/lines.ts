// Lines to peers that are opened before there is anything to say, for one who wants to know first whether a peer can be reached.
// Rule: what was opened ahead is taken by the pool's next connection to that origin, or closed after a moment; nothing is open
// twice for it.
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { makeConnector } from './connect.ts';
import type { Names } from './names.ts';

export interface Lines {
  /** How the pool connects. */
  connect: buildConnector.connector;
  /** Resolves when there is a line to the origin of the URL; rejects with what is in its way. */
  open(url: URL): Promise<void>;
  close(): void;
}

/** How long what was opened ahead waits to be taken, in ms: as long as a signature takes on a busy machine. */
const sparedMs = 10_000;

export function makeLines(deps: { devPeers: string[]; names: Names; timeoutMs: number }): Lines {
  const connector = makeConnector(deps);
  const spare = new Map<string, { socket: Socket; late: NodeJS.Timeout }>();
  /** How many lines there are to an origin. */
  const lines = new Map<string, number>();

  function opened(origin: string, socket: Socket): void {
    lines.set(origin, (lines.get(origin) ?? 0) + 1);
    socket.once('close', () => {
      const left = (lines.get(origin) ?? 1) - 1;
      if (left > 0) lines.set(origin, left);
      else lines.delete(origin);
      if (spare.get(origin)?.socket === socket) take(origin);
    });
  }

  function take(origin: string): Socket | undefined {
    const found = spare.get(origin);
    clearTimeout(found?.late);
    spare.delete(origin);
    return found && !found.socket.destroyed ? found.socket : undefined;
  }

  function connect(options: buildConnector.Options, callback: buildConnector.Callback): void {
    const origin = `${options.protocol}//${options.host ?? options.hostname}`;
    const waiting = take(origin);
    if (waiting) {
      // Who asks is not ready for an answer before it has asked.
      queueMicrotask(() => callback(null, waiting));
      return;
    }
    connector(options, (error, socket) => {
      if (!socket) return callback(error, null);
      opened(origin, socket);
      callback(null, socket);
    });
  }

  return {
    connect,

    open({ origin, protocol, host, hostname, port }) {
      if (lines.has(origin)) return Promise.resolve();
      return new Promise((resolve, reject) => {
        connect({ protocol, host, hostname: hostname.replace(/^\[|\]$/g, ''), port }, (error, socket) => {
          if (!socket) return reject(error);
          take(origin)?.destroy();
          spare.set(origin, { socket, late: setTimeout(() => take(origin)?.destroy(), sparedMs).unref() });
          resolve();
        });
      });
    },

    close() {
      for (const origin of [...spare.keys()]) take(origin)?.destroy();
    },
  };
}
