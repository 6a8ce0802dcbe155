// The portal stand-in in all the ways in which a WEBCON form can be met: other addresses, designs, policies.

import { type BrowserContext, type Frame, type Locator, type Page, expect } from "@playwright/test";

import { type Demo, OLA, test as base } from "./demo.ts";

/** What is chosen by the query of any page; the portal remembers it in cookies. */
export interface Choices {
  as?: string;
  lang?: "en" | "pl" | "de";
  theme?: "light" | "dark" | "custom";
  design?: "html-field" | "read-only-html" | "ticket-url" | "two-fields" | "external-control" | "extension";
  csp?: "none" | "sample" | "strict" | "no-wasm";
}

/** Addresses of the portal. */
export const form = (instance: number) => `/db/1/app/1/element/${instance}/form`;
export const edit = (instance: number) => `${form(instance)}/edit`;
export const admin = (instance: number) => `${form(instance)}/admin`;
export const task = (instance: number) => `/tasks/db/1/element/${instance}/form`;
export const embedded = (instance: number) => `/embed/form/db/1/element/${instance}/form`;
export const START = "/db/1/app/1/start/wf/1/dt/1/form";

interface Fixtures {
  /** A browser of one's own, at an address of the portal. */
  visit: (path: string, choices?: Choices) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  visit: async ({ browser, demo }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (path, choices = {}) => {
      const context = await browser.newContext();
      contexts.push(context);
      const page = await context.newPage();
      // A page that fails silently is not fine.
      page.on("pageerror", (error) => {
        throw error;
      });
      const query = new URLSearchParams({ as: OLA, lang: "en", theme: "light", ...choices });
      await page.goto(`${demo.portal}${path}${path.includes("?") ? "&" : "?"}${query}`);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** Puts something on the form instead of a design that stands ready, or sets what else testers can set. */
export async function set(demo: Demo, settings: object): Promise<void> {
  await post(`${demo.portal}/sandbox/settings`, settings);
}

export interface Call {
  method: string;
  path: string;
  status: number | null;
  /** Until the answer began. */
  millis: number | null;
}

/** What was called on the portal so far. */
export async function calls(demo: Demo): Promise<Call[]> {
  return (await fetch(`${demo.portal}/sandbox/calls`)).json() as Promise<Call[]>;
}

/** Holds an instance as somebody; as nobody, ends whatever checkout there is. */
export async function checkOut(demo: Demo, element: number, person?: string): Promise<void> {
  await post(`${demo.portal}/sandbox/checkout`, { element, person });
}

async function post(address: string, body: object): Promise<void> {
  const answer = await fetch(address, { method: "POST", body: JSON.stringify(body) });
  expect(answer.ok, `${address}: ${answer.status}`).toBe(true);
}

/** What the component holds on a page. */
export const leakCounters = (page: Page | Frame) => page.evaluate(() => window.autentiForm.leakCounters());

/** The tabs of the form. */
export const tab = (page: Page, name: string): Locator => page.getByRole("tab", { name, exact: true });

/** A heading that folds a group. */
export const group = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

export { expect };
