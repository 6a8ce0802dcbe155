// A page with the component on it, as built in dist/assets, and a proxy that answers what the test says.

import { readFileSync } from "node:fs";
import path from "node:path";
import { type Page, type Request, type Route, test as base, expect } from "@playwright/test";
import { problem, signings } from "./component-signings";

const ASSETS = path.resolve(import.meta.dirname, "../../dist/assets");
export const FORM = "http://portal.example.com/form";
export const PROXY = "http://proxy.example.com";

const claims = (claims: object) =>
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2lnbmF0dXJl`;
/** A ticket as the proxy would make it; nobody here looks at its signature. */
export const ticket = (more: object = {}) =>
  claims({ element: "12", profile: "contracts", sub: "anna", exp: 4_000_000_000, ...more });

type Answer = Parameters<Route["fulfill"]>[0];

/** The page, and what its proxy answers. */
export class Form {
  /** What `GET /v1/signing` answers: a body, or a whole answer. */
  signing: object = signings["in-progress"];
  /** What the other calls answer, by method and path. */
  answers: Record<string, (request: Request) => Answer | Promise<Answer>> = {};
  /** Answers of the proxy that wait until the test lets them go. */
  calls: { method: string; path: string; headers: Record<string, string>; body: string | null }[] = [];
  csp = "";
  wasm: "served" | "missing" = "served";

  constructor(readonly page: Page) {}

  async route() {
    await this.page.route("**/*", (route) => this.answer(route));
  }

  /** Puts the component on the page. */
  async open(html = `<autenti-signing proxy="${PROXY}" ticket="${ticket()}"></autenti-signing>`, more = "") {
    this.html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Form</title>${more}
      <meta name="viewport" content="width=device-width">
      <script src="${PROXY}/assets/autenti-form.js"></script>
      <main class="html-control">${html}</main></html>`;
    await this.page.goto(FORM);
  }

  html = "";

  called(method: string, path: string) {
    return this.calls.filter((call) => call.method === method && call.path === path);
  }

  private async answer(route: Route) {
    const request = route.request();
    const url = new URL(request.url());
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "*", "access-control-expose-headers": "*" };
    if (request.url() === FORM) {
      const headers: Record<string, string> = this.csp ? { "content-security-policy": this.csp } : {};
      return route.fulfill({ contentType: "text/html; charset=utf-8", headers, body: this.html });
    }
    if (url.pathname.startsWith("/assets/")) {
      const isWasm = url.pathname.endsWith(".wasm");
      if (isWasm && this.wasm === "missing") return route.abort();
      const body = readFileSync(path.join(ASSETS, path.basename(url.pathname)));
      return route.fulfill({ headers: cors, contentType: isWasm ? "application/wasm" : "text/javascript", body });
    }
    if (url.origin !== PROXY && url.origin !== new URL(FORM).origin) {
      return route.fulfill({ contentType: "text/html", body: "<title>Autenti</title>Signing page" });
    }
    if (request.method() === "OPTIONS") {
      return route.fulfill({ status: 204, headers: { ...cors, "access-control-allow-headers": "authorization, accept-language, content-type, idempotency-key, cache-control, last-event-id", "access-control-allow-methods": "*" } });
    }
    const call = `${request.method()} ${url.pathname}`;
    this.calls.push({ method: request.method(), path: url.pathname, headers: request.headers(), body: request.postData() });
    const answer = this.answers[call];
    if (answer) {
      const made = await answer(request);
      return route.fulfill({ ...made, headers: { ...cors, ...made?.headers } }).catch(() => {});
    }
    if (call === "GET /v1/signing") return route.fulfill({ headers: cors, json: this.signing });
    // The stream stays open for as long as the page does.
    if (call === "GET /v1/signing/events") return;
    const missing = problem(404, "not_found", "Not found", "There is nothing here.");
    return route.fulfill({ ...missing, headers: { ...cors, ...missing.headers } });
  }
}

export const test = base.extend<{ form: Form }>({
  form: async ({ page }, use) => {
    const form = new Form(page);
    await form.route();
    // “2 hours ago” is the same every day.
    await page.clock.install({ time: new Date("2026-11-23T12:02:00Z") });
    await use(form);
  },
});

export { expect, problem, signings };
