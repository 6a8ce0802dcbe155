// A page of Firefox with the component on it, and what a person does there.

import puppeteer, { type Browser, type ElementHandle, type Page } from "puppeteer-core";

import { test as base } from "../e2e/demo.ts";

/** A page, and what went wrong in it. */
export class FirefoxPage {
  readonly errors: string[] = [];

  constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.errors.push(String(error)));
  }

  /** What the panel says. */
  panel(): Promise<string> {
    return this.page.evaluate(() => document.querySelector("autenti-signing")?.shadowRoot?.textContent ?? "");
  }

  /** Presses a button of the panel, or of the dialog that is open over it, as with a mouse. */
  async press(name: string): Promise<void> {
    const found = await this.page.waitForFunction(
      (name) => {
        const root = document.querySelector("autenti-signing")?.shadowRoot;
        const buttons = [...(root?.querySelectorAll("dialog button") ?? []), ...(root?.querySelectorAll("button") ?? [])];
        return buttons.find((button) => button.textContent === name && button.ariaDisabled !== "true");
      },
      {},
      name,
    );
    await (found as ElementHandle<HTMLButtonElement>).click();
  }
}

interface Fixtures {
  /** Opens a page of its own, with cookies of its own. */
  visit: (address: string) => Promise<FirefoxPage>;
}

export const test = base.extend<Fixtures, { firefox: Browser }>({
  firefox: [
    async ({}, use) => {
      const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX, headless: true });
      await use(browser);
      await browser.close();
    },
    { scope: "worker" },
  ],
  visit: async ({ firefox }, use) => {
    const opened: FirefoxPage[] = [];
    await use(async (address) => {
      const context = await firefox.createBrowserContext();
      const page = new FirefoxPage(await context.newPage());
      opened.push(page);
      await page.page.goto(address);
      return page;
    });
    for (const { page, errors } of opened) {
      await page.browserContext().close();
      if (errors.length) throw new Error(errors.join("\n"));
    }
  },
});

export { expect } from "@playwright/test";
