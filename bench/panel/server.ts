// What a form and its proxy answer: the page at one origin, the files and the signing at another, as in life.

import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

/** Which page: the component, the peer, or a form that says its status as plain HTML. */
export type Variant = "component" | "peer" | "plain";

const STATUS = "In progress";
const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
  ".json": "application/json",
};
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, accept-language, cache-control, last-event-id",
  // As the proxy says it (`crates/proxy/src/http.rs`).
  "access-control-max-age": "7200",
};

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const person = (id: string, firstName: string, lastName: string, more: object) => ({
  id,
  row: null,
  firstName,
  lastName,
  email: `${firstName}.${lastName}@example.com`.toLowerCase(),
  role: "SIGNER",
  signatureType: "BASIC",
  order: null,
  rejectionReason: null,
  me: false,
  canRemind: false,
  remindedAt: null,
  ...more,
});

/** The body of `GET /v1/signing`: a document that one of two has signed. */
const signing = () => ({
  autentiId: "DOCUMENT_PROCESS:1",
  title: "Umowa 12/2026",
  status: "PROCESSING",
  sending: null,
  recipients: [
    person("p1", "Anna", "Nowak", { row: 11, order: 1, status: "COMPLETED" }),
    person("p2", "Jan", "Kowalski", {
      row: 12,
      order: 2,
      signatureType: "QUALIFIED",
      status: "PENDING",
      canRemind: true,
      remindedAt: minutesAgo(121),
    }),
    person("p3", "Ewa", "Lis", { row: 13, role: "VIEWER", signatureType: null, status: "NONE" }),
  ],
  files: [{ name: "umowa-12-2026.pdf" }],
  violations: [],
  can: ["read", "remind", "withdraw"],
  attachment: null,
  readAt: minutesAgo(2),
  stale: false,
});

const TICKET = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(
  JSON.stringify({ element: "12", profile: "contracts", sub: "anna", iat: 1_700_000_000, exp: 4_000_000_000 }),
).toString("base64url")}.c2lnbmF0dXJl`;

const script: Record<Variant, string | null> = { component: "autenti-form.js", peer: "peer.js", plain: null };

/** The form. `late`: the script does not hold up what the page says by itself. */
function form(proxy: string, variant: Variant, late: boolean): string {
  const source = script[variant] && `<script crossorigin ${late ? "async " : ""}src="${proxy}/assets/${script[variant]}"></script>`;
  const fallback = late ? `<p slot="fallback">${STATUS}</p>` : "";
  const signing = `<autenti-signing proxy="${proxy}" ticket="${TICKET}" lang="en" status="PROCESSING">${fallback}</autenti-signing>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Form</title>
    <body>${source ?? ""}<div class="html-control">${variant === "plain" ? `<p>${STATUS}</p>` : signing}</div></body></html>`;
}

/** The proxy's headers (`crates/proxy/src/http/assets.rs`), where a name with a digest is for ever. */
function caching(name: string): string {
  return /-[0-9a-f]{8,}\./.test(name)
    ? "public, max-age=31536000, immutable"
    : "public, max-age=60, stale-while-revalidate=604800";
}

/** What the browser is told to ask for while the script is on its way. */
function preloads(folders: string[], name: string): Record<string, string> {
  const manifest = folders.map((folder) => path.join(folder, "autenti-form.json")).find((file) => existsSync(file));
  if (name !== "autenti-form.js" || !manifest) return {};
  const { preload } = JSON.parse(readFileSync(manifest, "utf8")) as { preload: string[] };
  return { link: preload.map((file) => `<${file}>; rel=preload; as=fetch; crossorigin`).join(", ") };
}

function asset(folders: string[], name: string, request: IncomingMessage, response: ServerResponse) {
  const file = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  if (!file) return response.writeHead(404, CORS).end();
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const encoding = [
    { name: "br", suffix: ".br" },
    { name: "gzip", suffix: ".gz" },
  ].find(({ name, suffix }) => accepted.includes(name) && existsSync(file + suffix));
  response.writeHead(200, {
    ...CORS,
    "content-type": TYPES[path.extname(name)] ?? "application/octet-stream",
    "cache-control": caching(name),
    ...preloads(folders, name),
    ...(encoding && { "content-encoding": encoding.name }),
  });
  response.end(readFileSync(file + (encoding?.suffix ?? "")));
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<[Server, string]> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
}

/** Serves form and proxy until it is closed. `folders` hold the files under `/assets/`. */
export async function serve(folders: string[]) {
  const [proxy, proxyOrigin] = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://here");
    if (request.method === "OPTIONS") return response.writeHead(204, CORS).end();
    if (pathname.startsWith("/assets/")) return asset(folders, path.basename(pathname), request, response);
    if (pathname === "/v1/signing") {
      response.writeHead(200, { ...CORS, "content-type": "application/json", "cache-control": "no-store" });
      return response.end(JSON.stringify(signing()));
    }
    if (pathname === "/v1/signing/events") {
      // It stays open, and says nothing.
      response.writeHead(200, { ...CORS, "content-type": "text/event-stream", "cache-control": "no-store" });
      return response.write(": here\n\n");
    }
    response.writeHead(404, CORS).end();
  });
  const [portal, portalOrigin] = await listen((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://here");
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(form(proxyOrigin, pathname.slice(1) as Variant, searchParams.has("late")));
  });
  return {
    address: (variant: Variant, late = false) => `${portalOrigin}/${variant}${late ? "?late" : ""}`,
    close() {
      for (const server of [proxy, portal]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
