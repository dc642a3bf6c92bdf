// The loopback control door that both peers offer to a test: POST /control/VERB does something, GET /control/VIEW reads.
// One rule: it only drives the peer's own machinery and reads its records; what a peer signs, accepts or refuses is its own.

import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    origin: { type: 'string' },
    user: { type: 'string', default: 'bob' },
    embed: { type: 'boolean', default: false },
    signs: { type: 'boolean', default: false },
  },
});

/** A list of at most 10,000 records, the newest kept. */
export function record() {
  const items = [];
  return {
    items,
    add(item) {
      if (items.push(item) > 10_000) items.shift();
    },
  };
}

/** What a test is shown of an activity that arrived: the ids read out, and the whole as it came. */
export function arrival(activity, status) {
  const idOf = value => (Array.isArray(value) ? idOf(value[0]) : (value?.id ?? value));
  const { id, type, actor, object } = activity;
  return { id, type, actor: idOf(actor), object, status, activity };
}

/** Listens first, so that the real port is known, then makes the peer with `make({ origin, user, embed, signs })`, then says `ready ORIGIN`. */
export async function servePeer(make) {
  const handler = { handle: (_req, res) => res.writeHead(503).end() };
  const server = createServer((req, res) => handler.handle(req, res));
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(Number(options.port), '127.0.0.1', resolve),
  );
  const origin = options.origin ?? `http://127.0.0.1:${server.address().port}`;
  const { handle, verbs, views } = await make({ ...options, origin });
  handler.handle = (req, res) =>
    req.url.startsWith('/control/') ? answer(req, res, { verbs, views }) : handle(req, res);
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
  // A test run that dies takes its peers with it: their standard input closes.
  process.stdin.on('end', () => process.exit(0)).resume();
  console.log(`ready ${origin}`);
}

async function answer(req, res, { verbs, views }) {
  const name = req.url.slice('/control/'.length);
  const action = req.method === 'POST' ? verbs[name] : views[name];
  try {
    if (!action) throw new Error(`no such control: ${req.method} ${name}`);
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const result = await action(chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : {});
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result ?? null));
  } catch (error) {
    res
      .writeHead(500, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error: String(error?.message ?? error) }));
  }
}
