// One kept connection that sends requests written beforehand and reads the answers: as little work as a sender can do, so
// that on two cores the server is what is measured. One rule: one request under way at a time (no pipelining).

import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  /** The first 200 characters of the body. */
  text: string;
  /** The length of the body, as it came. */
  bytes: number;
}

/** A connection to 127.0.0.1 or another host that speaks plain HTTP/1.1 (RFC 9112). */
export class Wire {
  #socket: Socket;
  #seen = '';
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  /** Connects at once; a request that comes earlier waits in the socket. */
  constructor(origin: URL) {
    this.#socket = connect({ host: origin.hostname, port: Number(origin.port || 80), noDelay: true });
    this.#socket.setEncoding('latin1').on('data', chunk => this.#read(String(chunk)));
    this.#socket.on('error', error => this.#fail(error)).on('close', () => this.#fail(new Error('connection closed')));
    this.#socket.setTimeout(60_000, () => this.#socket.destroy(new Error('no answer within 60 s')));
  }

  send(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#socket.destroyed) return this.#fail(new Error('connection closed'));
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #read(chunk: string): void {
    this.#seen += chunk;
    const answer = complete(this.#seen);
    if (!answer) return;
    this.#seen = '';
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }
}

/** The bytes of a request with its body. */
export function written(url: URL, headers: Record<string, string>, body: Buffer): Buffer {
  const fields = { ...headers, 'content-length': String(body.length) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${url.pathname} HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
}

/** The bytes of a GET. */
export function asked(path: string, headers: Record<string, string>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
}

/** The answer, once all of it is here: as long as Content-Length says, or to the last chunk (RFC 9112 section 6.3). */
function complete(seen: string): Answer | undefined {
  const end = seen.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = seen.slice(0, end).toLowerCase();
  const body = seen.slice(end + 4);
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  const whole =
    length !== undefined ? body.length >= Number(length) : !head.includes('chunked') || body.endsWith('0\r\n\r\n');
  return whole ? { status: Number(seen.slice(9, 12)), text: body.slice(0, 200), bytes: body.length } : undefined;
}
