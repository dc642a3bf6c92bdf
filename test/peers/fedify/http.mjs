// Between node:http and the web-standard Request and Response that Fedify speaks.
// One rule: it changes nothing but the shape.

/** A listener for node:http that answers with what `fetch(request)` returns, `origin` standing before each path. */
export function listener(origin, fetch) {
  return async (req, res) => {
    const body = req.method === 'GET' || req.method === 'HEAD' ? undefined : await read(req);
    const headers = new Headers();
    for (let i = 0; i < req.rawHeaders.length; i += 2) headers.append(req.rawHeaders[i], req.rawHeaders[i + 1]);
    const response = await fetch(new Request(new URL(req.url, origin), { method: req.method, headers, body }));
    res.writeHead(response.status, Object.fromEntries(response.headers));
    res.end(Buffer.from(await response.arrayBuffer()));
  };
}

async function read(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks);
}
