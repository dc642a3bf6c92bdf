// A line between a hub and its database that the specs can cut, stall, slow down, or answer on in the server's place.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { BSON } from 'mongodb';

export interface Line {
  uri: string;
  /** While false, nothing gets through and nobody gets in. */
  passing: boolean;
  /** Milliseconds that each answer waits. */
  delay: number;
  /** Cuts every line as soon as the next write has reached the server, before its answer comes back. */
  cutAfterWrite(): void;
  /** Answers the next inserts with these error codes, as a primary does that steps down; they do not reach the server. */
  refuse(codes: number[]): void;
  /** Writes that were cut or refused so far. */
  readonly meddled: number;
  close(): Promise<void>;
}

/** Starts a proxy before the server of a URI. */
export async function startProxy(server: string): Promise<Line> {
  const target = new URL(server);
  const lines = new Set<Socket>();
  let armed = false;
  let meddled = 0;
  let codes: number[] = [];
  const cutAll = () => {
    for (const line of lines) line.destroy();
  };
  const listener: Server = createServer(client => {
    if (!proxy.passing) return client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const line of [client, upstream]) {
      lines.add(line);
      line.on('error', () => {});
      line.on('close', () => {
        lines.delete(line);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', part => {
      const code = part.includes('insert\0') ? codes.shift() : undefined;
      if (code !== undefined) {
        meddled += 1;
        client.write(refusal(part, code));
        return;
      }
      upstream.write(part);
      if (!armed || !part.includes('insert\0')) return;
      armed = false;
      meddled += 1;
      setTimeout(cutAll, 5);
      upstream.removeAllListeners('data');
    });
    upstream.on('data', part => {
      if (proxy.delay === 0) client.write(part);
      else setTimeout(() => client.write(part), proxy.delay);
    });
  });
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const uri = new URL(server);
  uri.port = String(typeof address === 'object' && address ? address.port : 0);
  let through = true;
  const proxy: Line = {
    uri: uri.href,
    delay: 0,
    get passing() {
      return through;
    },
    set passing(now) {
      through = now;
      if (!now) cutAll();
    },
    cutAfterWrite() {
      armed = true;
    },
    refuse(given) {
      codes = [...given];
    },
    get meddled() {
      return meddled;
    },
    close() {
      cutAll();
      return new Promise(resolve => listener.close(() => resolve()));
    },
  };
  return proxy;
}

/** An OP_MSG that refuses the one it answers; see MongoDB's wire protocol, and SPEC-1677 for the label. */
function refusal(asked: Buffer, code: number): Buffer {
  const body = BSON.serialize({ ok: 0, code, errmsg: 'not primary', errorLabels: ['RetryableWriteError'] });
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(asked.readInt32LE(4), 8);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, body]);
}
