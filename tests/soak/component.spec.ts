// The component over a long day: nothing is left behind by thousands of re-creations, and drawing stays within a frame.

import type { CDPSession, Page } from "@playwright/test";

import { PROXY, expect, signings, test, ticket } from "../e2e/component-form.ts";

const ELEMENT = `<autenti-signing proxy="${PROXY}" ticket="${ticket()}"></autenti-signing>`;

/** What the browser holds after it has tidied up. */
async function held(page: Page, session: CDPSession) {
  await page.clock.runFor(6_000);
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { nodes: of("Nodes"), listeners: of("JSEventListeners"), heap: of("JSHeapUsedSize") };
}

const recreate = (page: Page, times: number) =>
  page.evaluate(
    async ([html, times]) => {
      const field = document.querySelector("main")!;
      for (let round = 0; round < times; round++) {
        field.innerHTML = html;
        await Promise.resolve();
        field.innerHTML = "";
      }
    },
    [ELEMENT, times] as const,
  );

test("five thousand re-creations leave nodes, listeners and memory where they were", async ({ form, page }) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await form.open();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await recreate(page, 200);
  const before = await held(page, session);
  await recreate(page, 5_000);
  const after = await held(page, session);
  console.log(JSON.stringify({ before, after }));
  expect(after.nodes - before.nodes).toBeLessThan(50);
  expect(after.listeners - before.listeners).toBeLessThan(10);
  // A re-creation that left only its own description behind would be 5 MB.
  expect(after.heap - before.heap).toBeLessThan(1_000_000);
});

for (const count of [3, 60]) {
  test(`drawing ${count} recipients anew stays within a frame`, async ({ form, page }) => {
    const signing = signings["in-progress"];
    const recipients = Array.from({ length: count }, (_, index) => ({
      ...signing.recipients[0],
      id: `p${index}`,
      row: index,
      order: index + 1,
      email: `person-${index}@example.com`,
      status: "PENDING",
    }));
    form.signing = { ...signing, recipients };
    // The clock of these pages stands still; how long drawing takes is measured from outside.
    await form.open();
    await expect(page.getByText("person-1@example.com")).toBeVisible();
    const rounds = 300;
    const started = performance.now();
    await page.evaluate((rounds) => {
      const element = document.querySelector("autenti-signing")!;
      for (let round = 0; round < rounds; round++) element.setAttribute("mode", round % 2 ? "view" : "edit");
    }, rounds);
    const each = (performance.now() - started) / rounds;
    console.log(`${count} recipients: ${each.toFixed(2)} ms a drawing`);
    expect(each).toBeLessThan(16);
  });
}
