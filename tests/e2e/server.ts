// A web server of a few lines, for pages that have an origin of their own.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
};

type Content = string | Uint8Array | null;

export interface Served extends AsyncDisposable {
  readonly origin: string;
}

/** Serves what `answer` has for a path, until it is disposed of. */
export async function serve(
  answer: (path: string) => Content | Promise<Content>,
  headers: Record<string, string> = {},
): Promise<Served> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://here");
    const content = await answer(pathname);
    const type = TYPES[extname(pathname)] ?? "application/octet-stream";
    response.writeHead(content === null ? 404 : 200, { "content-type": type, ...headers });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
