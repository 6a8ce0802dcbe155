// The demo, running for one test: stand-ins and proxy on ports of their own, all in their first state.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type BrowserContext, type Locator, type Page, test as base } from "@playwright/test";

const root = join(import.meta.dirname, "../..");
const programs = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug");

const CONFIG = join(root, "crates/sandbox/demo/proxy.toml");

/** The people of the demo. */
export const OLA = "ola.zielinska@example.com";
export const ANNA = "anna.nowak@example.com";
export const JAN = "jan.kowalski@example.com";

/** Instances of the portal stand-in. */
export const UNSENT = 1;
export const IN_PROGRESS = 2;
export const COMPLETED = 3;
export const BAD_RECIPIENTS = 6;
/** The document of the instance that is in progress. */
export const IN_PROGRESS_DOCUMENT = "DOCUMENT_PROCESS:6f1d2c3b-0000-4000-8000-000000000002";

export class Demo {
  private children: ChildProcess[] = [];
  private settings: Record<string, string> = {};

  private constructor(
    readonly proxy: string,
    readonly autenti: string,
    readonly portal: string,
    private readonly folder: string,
  ) {}

  /** Starts all of it. Another program may take a port in between; then others are tried. */
  static async start(): Promise<Demo> {
    for (let attempt = 1; ; attempt++) {
      const demo = await Demo.prepare();
      try {
        await demo.startAll();
        return demo;
      } catch (error) {
        await demo.stop();
        if (attempt === 4) throw error;
      }
    }
  }

  private static async prepare(): Promise<Demo> {
    const [proxy, autenti, portal] = await freePorts(3);
    const folder = await mkdtemp(join(tmpdir(), "autenti-demo-"));
    const at = (port: number) => `http://127.0.0.1:${port}`;
    return new Demo(at(proxy), at(autenti), at(portal), folder);
  }

  private async startAll(): Promise<void> {
    await this.run("autenti-sandbox", [], `${this.portal}/`, {
      AUTENTI_SANDBOX_AUTENTI: this.autenti.replace("http://", ""),
      AUTENTI_SANDBOX_PORTAL: this.portal.replace("http://", ""),
      AUTENTI_SANDBOX_PROXY: this.proxy,
      AUTENTI_SANDBOX_KEYS: this.folder,
    });
    await this.readHarshly();
    await this.startProxy();
  }

  /** With `AUTENTI_TEST_READING=harsh`, what is inferred of Autenti and WEBCON is otherwise. */
  private async readHarshly(): Promise<void> {
    if (process.env.AUTENTI_TEST_READING !== "harsh") return;
    const { autenti, portal } = JSON.parse(await readFile(join(root, "crates/sandbox/demo/harsher-reading.json"), "utf8"));
    await post(`${this.autenti}/sandbox/settings`, autenti);
    await post(`${this.portal}/sandbox/settings`, portal);
  }

  /** Starts the proxy, at first or again; the journal stays. */
  async startProxy(): Promise<void> {
    await this.run("autenti-proxy", ["serve", "--config", CONFIG], `${this.proxy}/readyz`, this.environment());
  }

  /** Ends the proxy and starts it with more settings, which commands share. */
  async restartProxy(settings: Record<string, string>): Promise<void> {
    this.settings = settings;
    const proxy = this.children.pop();
    if (proxy) await ended(proxy, "SIGTERM");
    await this.startProxy();
  }

  /** Runs a command of the proxy beside it; answers what it prints. */
  command(args: string[]): string {
    const env = { ...process.env, ...this.environment() };
    return execFileSync(join(programs, "autenti-proxy"), [...args, "--config", CONFIG], { env, encoding: "utf8" });
  }

  /** Asks for an instance to be sent, as an automation does. */
  async send(instance: number): Promise<void> {
    const url = `${this.proxy}/v1/profiles/contracts/elements/${instance}/signing/send`;
    const headers = { Authorization: "Bearer demo-integration-key", "Idempotency-Key": "automation" };
    const answer = await fetch(url, { method: "POST", headers });
    if (answer.status !== 202) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  }

  private environment(): Record<string, string> {
    return {
      AUTENTI_PROXY__LISTEN: this.proxy.replace("http://", ""),
      AUTENTI_PROXY__PUBLIC_URL: this.proxy,
      AUTENTI_PROXY__DATABASE: `sqlite://${this.folder}/journal.db`,
      AUTENTI_PROXY__ALLOWED_ORIGINS: `["${this.portal}"]`,
      AUTENTI_PROXY__AUTENTI__BASE_URL: `${this.autenti}/api/v2`,
      AUTENTI_PROXY__AUTENTI__PRIVATE_KEY: `file:${this.folder}/autenti-demo.pem`,
      AUTENTI_PROXY__AUTENTI__WEBHOOK__JWKS_URL: `${this.autenti}/developers/keys/webhook.jwks`,
      AUTENTI_PROXY__WEBCON__BASE_URL: this.portal,
      ...this.settings,
    };
  }

  /** Ends the proxy as when the power goes. */
  async killProxy(): Promise<void> {
    const proxy = this.children.pop();
    if (proxy) await ended(proxy, "SIGKILL");
  }

  async stop(): Promise<void> {
    await Promise.all(this.children.map((child) => ended(child, "SIGTERM")));
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Address of an instance's form, signed in as a person. */
  form(instance: number, person: string, { lang = "en", theme = "light", edit = false } = {}): string {
    const query = new URLSearchParams({ as: person, lang, theme });
    return `${this.portal}/db/1/app/1/element/${instance}/form${edit ? "/edit" : ""}?${query}`;
  }

  /** Breaks calls of Autenti, or mends them with an empty list. */
  async breakAutenti(faults: object): Promise<void> {
    await post(`${this.autenti}/sandbox/faults`, faults);
  }

  /** Breaks calls of the portal's API, or mends them with an empty list. */
  async breakPortal(faults: object): Promise<void> {
    await post(`${this.portal}/sandbox/faults`, faults);
  }

  /** Does what a recipient would do on the signing page. */
  async act(document: string, email: string, act: string, reason?: string): Promise<void> {
    await post(`${this.autenti}/sandbox/act`, { document, email, act, reason });
  }

  private async run(program: string, args: string[], address: string, env: object): Promise<void> {
    const child = spawn(join(programs, program), args, {
      cwd: root,
      env: { ...process.env, RUST_LOG: "error", ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    this.children.push(child);
    const deadline = Date.now() + 20_000;
    for (;;) {
      const answer = await fetch(address).catch(() => undefined);
      if (answer?.ok) return;
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${program} did not start`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

async function post(url: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await exit;
}

/** Where this worker goes on looking for ports. Each has a range of its own, so that two never want the same. */
let next = 20_000 + (Number(process.env.TEST_PARALLEL_INDEX ?? 0) % 12) * 1_000 + (process.pid % 300) * 3;

/**
 * Ports that nobody listens on. They lie below those from which a system takes the near ends of connections, so that no
 * connection of a browser takes one before the program does.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = next++;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const answer = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (answer) await new Promise((resolve) => server.close(resolve));
  return answer;
}

interface Fixtures {
  demo: Demo;
  /** A browser of one's own, with an instance's form open in it. */
  open: (instance: number, person: string, options?: Parameters<Demo["form"]>[2]) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  demo: async ({}, use) => {
    const demo = await Demo.start();
    await use(demo);
    await demo.stop();
  },
  open: async ({ browser, demo }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (instance, person, options) => {
      const context = await browser.newContext({ acceptDownloads: true });
      contexts.push(context);
      const page = await context.newPage();
      // A page that fails silently is not fine.
      page.on("pageerror", (error) => {
        throw error;
      });
      await page.goto(demo.form(instance, person, options));
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect } from "@playwright/test";

/** The panel of the component on a form. */
export function panel(page: Page): Locator {
  return page.locator("autenti-signing");
}

/** The badge of the document on the panel. */
export function badge(page: Page): Locator {
  return panel(page).locator(".badge").first();
}

/** The attachments of the form that stand under a category. */
export function attachments(page: Page): Locator {
  return page.getByRole("region", { name: /Attachments|Załączniki/ });
}
