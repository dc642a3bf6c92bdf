// A peer on loopback that takes deliveries: keeps what it was sent, and answers as the test says.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  activity: Record<string, unknown>;
  at: number;
}

export type Answer = (received: Received, res: ServerResponse) => void;

export interface Sink {
  host: string;
  origin: string;
  received: Received[];
  /** Types of the activities received, in order. */
  types(): string[];
  answerWith(answer: Answer): void;
  /** Resolves when so many have been received. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_received, res) => {
    res.writeHead(code, headers).end();
  };

export async function openSink(): Promise<Sink> {
  const received: Received[] = [];
  let answer = status(202);
  let heard = () => {};
  const server = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    const one = { path: req.url ?? '', headers: req.headers, body, activity: JSON.parse(body), at: Date.now() };
    received.push(one);
    answer(one, res);
    heard();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `http://${host}`,
    received,
    types: () => received.map(({ activity }) => String(activity.type)),
    answerWith: next => {
      answer = next;
    },
    until: count =>
      new Promise(resolve => {
        heard = () => {
          if (received.length >= count) resolve();
        };
        heard();
      }),
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
