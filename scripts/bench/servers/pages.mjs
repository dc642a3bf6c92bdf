// Express 5 sending pages that it holds in memory, with the headers that the hub gave them. One rule: it does nothing else.
// The file that PAGES names has them as JSON, `[{ path, headers, body }]`, bodies in base64.

import { readFileSync } from 'node:fs';
import express from 'express';
import { servePeer } from '../../../test/peers/control.mjs';

const pages = new Map(
  JSON.parse(readFileSync(process.env.PAGES, 'utf8')).map(({ path, headers, body }) => [
    path,
    { headers, body: Buffer.from(body, 'base64') },
  ]),
);

await servePeer(() => {
  const app = express().disable('x-powered-by');
  app.get('/n/:num', (req, res) => {
    const page = pages.get(req.path);
    if (!page) return res.status(404).end();
    res.set(page.headers).send(page.body);
  });
  return { handle: app, verbs: {}, views: {} };
});
