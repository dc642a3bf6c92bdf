// The hub's HTTP server: how long anybody may take to ask, and what every answer says of itself unless a page says otherwise.
// A slow line is waited for; one that is slow on purpose holds a connection for half a minute and nothing else.
import { createServer, type Server } from 'node:http';
import type { Express, RequestHandler } from 'express';

/** A body is here within this time, in ms. */
const bodyMs = 30_000;
/** A member's file of the largest size over a slow line takes this long. */
const uploadMs = 20 * 60_000;
const headersMs = 15_000;
/** How often the two above are looked at; Node's half minute would double them. */
const checkMs = 5000;
/** Beyond this, new connections are closed at once, so that those that are there are served. */
const mostConnections = 10_000;

/** A server of an app, not yet listening. `bodyMs` is for tests. */
export function makeServer(app: Express): Server {
  const server = createServer(
    { headersTimeout: headersMs, requestTimeout: uploadMs, connectionsCheckingInterval: checkMs },
    app,
  );
  server.maxConnections = mostConnections;
  return server;
}

/** Ends a request whose body does not come in time. A route that knows who sends it gives that one longer by `takeTime`. */
export function hurry(limitMs = bodyMs): RequestHandler {
  return (req, res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    const timer = setTimeout(() => {
      if (!res.headersSent) req.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      req.socket.destroySoon();
    }, limitMs);
    req.once('close', () => clearTimeout(timer));
    res.locals.takeTime = () => clearTimeout(timer);
    next();
  };
}

/** Documents are data: nothing in them runs, whatever a browser makes of their type. Pages set a policy of their own. */
export const inert: RequestHandler = (_req, res, next) => {
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  next();
};
