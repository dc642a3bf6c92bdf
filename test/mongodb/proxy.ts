// A line between a hub and its database that the specs can cut, stall, slow down, or answer on in the server's place.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { BSON } from 'mongodb';

export interface Line {
  uri: string;
  /** While false, nothing gets through and nobody gets in. */
  passing: boolean;
  /** While true, what is sent gets lost, and nobody is told. */
  silent: boolean;
  /** Milliseconds that each answer waits. */
  delay: number;
  /** Answers that have waited so far, or do. */
  readonly delayed: number;
  /** While given, every write is answered with this error code and does not reach the server. */
  failing: number | undefined;
  /** Cuts every line as soon as the next insert has reached the server, before its answer comes back. */
  cutAfterWrite(): void;
  /** Answers the next inserts with these error codes, as a primary does that steps down; they do not reach the server. */
  refuse(codes: number[]): void;
  /** Keeps the next insert back from the server: `came` resolves when it is there, and `let` sends it on. */
  hold(): { came: Promise<void>; let(): void };
  /** Writes that were cut or refused so far. */
  readonly meddled: number;
  close(): Promise<void>;
}

const writes = new Set(['insert', 'update', 'delete', 'findAndModify']);

/** Starts a proxy before the server of a URI. */
export async function startProxy(server: string): Promise<Line> {
  const target = new URL(server);
  const lines = new Set<Socket>();
  let armed = false;
  let meddled = 0;
  let delayed = 0;
  let codes: number[] = [];
  let held: { came(): void; gone: Promise<void> } | undefined;
  const cutAll = () => {
    for (const line of lines) line.destroy();
  };

  /** The code that a command is answered with in the server's place. */
  function codeFor(command: string): number | undefined {
    if (proxy.failing !== undefined && writes.has(command)) return proxy.failing;
    return command === 'insert' ? codes.shift() : undefined;
  }

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
    const whole = makeWhole();
    client.on('data', part => {
      if (proxy.silent) return;
      for (const message of whole(part)) {
        const command = commandOf(message);
        const code = codeFor(command);
        if (code !== undefined) {
          meddled += 1;
          client.write(refusal(message, code));
          continue;
        }
        if (held && command === 'insert') {
          held.came();
          held.gone.then(() => upstream.write(message));
          held = undefined;
          continue;
        }
        upstream.write(message);
        if (!armed || command !== 'insert') continue;
        armed = false;
        meddled += 1;
        setTimeout(cutAll, 5);
        upstream.removeAllListeners('data');
      }
    });
    upstream.on('data', part => {
      if (proxy.silent) return;
      if (proxy.delay === 0) return client.write(part);
      delayed += 1;
      setTimeout(() => client.write(part), proxy.delay);
    });
  });
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const uri = new URL(server);
  uri.port = String(typeof address === 'object' && address ? address.port : 0);
  let through = true;
  let silent = false;
  const proxy: Line = {
    uri: uri.href,
    delay: 0,
    failing: undefined,
    get passing() {
      return through;
    },
    set passing(now) {
      through = now;
      if (!now) cutAll();
    },
    get silent() {
      return silent;
    },
    set silent(now) {
      // Lines on which something was lost are of no more use.
      if (silent && !now) cutAll();
      silent = now;
    },
    cutAfterWrite() {
      armed = true;
    },
    refuse(given) {
      codes = [...given];
    },
    hold() {
      const [came, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      held = { came: came.resolve, gone: gone.promise };
      return { came: came.promise, let: gone.resolve };
    },
    get delayed() {
      return delayed;
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

/** Puts the parts of a stream together to whole messages: each begins with its length. */
function makeWhole(): (part: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return part => {
    rest = Buffer.concat([rest, part]);
    const messages: Buffer[] = [];
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      messages.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    return messages;
  };
}

/** The command of an OP_MSG: the first name in the document of its first section. */
function commandOf(message: Buffer): string {
  if (message.readInt32LE(12) !== 2013 || message[20] !== 0) return '';
  const start = 26;
  return message.subarray(start, message.indexOf(0, start)).toString();
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
