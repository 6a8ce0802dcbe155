// The gallery, served by the demo: one page that visits many states. The demo runs once for all tests of a
// worker, because nothing that happens in the gallery reaches it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { expect, type Locator, type Page, test as base } from "@playwright/test";

import { Demo } from "./demo.ts";

/** What the page shows; what is left out stays as it was. */
export interface Shown {
  state?: string;
  group?: string;
  element?: string;
  lang?: string;
  theme?: string;
  width?: string;
}

/** A state as the gallery knows it. */
export interface State {
  name: string;
  group: string;
  alone: boolean;
  press: string[];
}

declare global {
  interface Window {
    autentiGallery: {
      groups: string[];
      states: State[];
      show(shown: Shown): Promise<void>;
      tell(name: string, of: string, more?: object): void;
    };
    axe: { run(context: string, options: object): Promise<{ violations: Violation[] }> };
  }
}

interface Violation {
  id: string;
  nodes: { target: unknown; html: string; failureSummary?: string }[];
}

/** The words “2 hours ago” and “as of 12:15” are the same every day. */
export const NOW = new Date("2026-11-23T12:02:00Z");
/** In the order of the page; opening it checks that these are all. */
export const GROUPS = ["not-sent", "sending", "in-progress", "my-turn", "after-a-click", "ended", "trouble", "strange", "look-ups"];
export const LANGUAGES = ["en", "pl", "de"];
export const THEMES = ["light", "dark", "custom"];

// It comes with @axe-core/playwright; run in the page, it takes a third of the time.
const axeSource = (() => {
  const require = createRequire(createRequire(import.meta.url).resolve("@axe-core/playwright"));
  return readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
})();

export class Gallery {
  constructor(
    readonly page: Page,
    private readonly address: string,
  ) {}

  /** Opens the page anew. */
  async open(shown: Shown = {}): Promise<void> {
    await this.page.goto(`${this.address}/gallery?${new URLSearchParams({ ...shown })}`);
    await this.page.locator("main[aria-busy=false]").waitFor();
    expect(await this.page.evaluate(() => window.autentiGallery.groups)).toEqual(GROUPS);
    await this.timesAreFilled();
  }

  /** Shows something else on the page that is open. */
  async show(shown: Shown): Promise<void> {
    await this.page.evaluate((shown) => window.autentiGallery.show(shown), shown);
    await this.timesAreFilled();
  }

  /** Times follow the first draw when the page is idle. */
  private async timesAreFilled(): Promise<void> {
    await expect.poll(() => this.inEach((element) => (element.matches("time:empty") ? "an empty time" : undefined))).toEqual([]);
  }

  /** Goes through the states of a group: first all that fit on one page, then those that need one each. */
  async visit(group: string, look: (names: string[]) => Promise<void>): Promise<void> {
    const states = await this.page.evaluate(
      (group) => window.autentiGallery.states.filter((state) => state.group === group),
      group,
    );
    await this.show({ group, state: "" });
    await look(states.filter(({ alone }) => !alone).map(({ name }) => name));
    // What blocks the component needs a new page, and tests of its own.
    for (const { name } of states.filter(({ alone, press }) => alone && press.length > 0)) {
      await this.show({ state: name });
      await look([name]);
    }
  }

  /** Goes through all states. */
  async visitAll(look: (names: string[]) => Promise<void>): Promise<void> {
    for (const group of GROUPS) await this.visit(group, look);
  }

  /** An element in a state; without a name, all of the state. */
  specimen(state: string, element?: string): Locator {
    const article = this.page.locator(`[data-state="${state}"]`);
    return element ? article.locator(`[data-element="${element}"]`).locator(element) : article.locator(".specimens");
  }

  /** What breaks a success criterion of WCAG 2.2, level A or AA, as far as a machine can tell. */
  async violations(): Promise<string[]> {
    if (!(await this.page.evaluate(() => "axe" in window))) await this.page.evaluate(axeSource);
    const found = await this.page.evaluate(() =>
      window.axe.run("body", {
        runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        resultTypes: ["violations"],
        preload: false,
      }),
    );
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${JSON.stringify(node.target)} ${node.html.slice(0, 120)} ${node.failureSummary ?? ""}`),
    );
  }

  /** Asks something of every element inside the specimens, through their shadow roots; answers what it tells. */
  inEach<A>(question: (element: HTMLElement, argument: A) => string | undefined, argument?: A): Promise<string[]> {
    return this.page.evaluate(
      ([source, argument]) => {
        const ask = new Function(`return (${source})`)() as (element: Element, argument: unknown) => string | undefined;
        const told: string[] = [];
        const walk = (root: ParentNode, where: string) => {
          for (const element of root.querySelectorAll("*")) {
            const answer = ask(element, argument);
            if (answer) told.push(`${where}: ${answer}`);
            if (element.shadowRoot) walk(element.shadowRoot, where);
          }
        };
        for (const specimen of document.querySelectorAll<HTMLElement>(".specimen")) {
          const state = specimen.closest<HTMLElement>("[data-state]")?.dataset.state;
          walk(specimen.querySelector(".html-control")!, `${state} ${specimen.dataset.element}`);
        }
        return told;
      },
      [question.toString(), argument] as const,
    );
  }
}

export const test = base.extend<{ gallery: Gallery }, { shared: Demo }>({
  shared: [
    async ({}, use) => {
      const demo = await Demo.start();
      await use(demo);
      await demo.stop();
    },
    { scope: "worker" },
  ],
  gallery: async ({ page, shared }, use) => {
    // A page that fails silently is not fine.
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.clock.setFixedTime(NOW);
    await page.setViewportSize({ width: 1280, height: 900 });
    await use(new Gallery(page, shared.portal));
  },
});

export { expect };
