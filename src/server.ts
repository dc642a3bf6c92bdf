// The hub's HTTP server: how long anybody may take to ask, and what every answer says of itself unless a page says otherwise.
// A slow line is waited for; one that is slow on purpose holds a connection for half a minute and nothing else.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { makeDeadline } from './deadline.ts';

/** A body is here within this time, in ms. */
const bodyMs = 30_000;
/** A member's file of the largest size over a slow line takes this long. */
const uploadMs = 20 * 60_000;
const headersMs = 15_000;
/** How often the two above are looked at; Node's half minute would double them. */
const checkMs = 5000;
/** Beyond this, new connections are closed at once, so that those that are there are served. */
const mostConnections = 10_000;

/** A server, not yet listening. */
export function makeServer(listener: RequestListener): Server {
  const server = createServer(
    { headersTimeout: headersMs, requestTimeout: uploadMs, connectionsCheckingInterval: checkMs },
    listener,
  );
  server.maxConnections = mostConnections;
  return server;
}

/** Ends a request whose body does not come in time; gives what takes the limit off it. `limitMs` is for tests. */
export function makeHurry(limitMs = bodyMs): (req: IncomingMessage, res: ServerResponse) => () => void {
  const deadline = makeDeadline(limitMs);
  return (req, res) => {
    const inTime = deadline(() => {
      if (!res.headersSent) req.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      req.socket.destroySoon();
    });
    req.once('close', inTime);
    return inTime;
  };
}

/** The same for what may have a body. A route that knows who sends it gives that one longer by `takeTime`. */
export function hurry(limitMs = bodyMs): RequestHandler {
  const hurried = makeHurry(limitMs);
  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') res.locals.takeTime = hurried(req, res);
    next();
  };
}

/** Documents are data: nothing in them runs, whatever a browser makes of their type. Pages set a policy of their own. */
export function inert(_req: IncomingMessage, res: ServerResponse, next: () => void): void {
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  next();
}

/** Tells whom a request comes from: the address that the outermost of the hub's own proxies saw. */
export function makeIpOf(proxies: number): (req: IncomingMessage) => string {
  return ({ headers, socket }) => {
    const near = socket.remoteAddress ?? '';
    const said = proxies > 0 ? headers['x-forwarded-for'] : undefined;
    if (said === undefined) return near;
    const way = `${said},${near}`
      .split(',')
      .map(each => each.trim())
      .filter(Boolean);
    return way.at(-1 - proxies) ?? way[0] ?? near;
  };
}
