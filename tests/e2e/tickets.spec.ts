// Where the panel has its ticket from: the page, or an address of the portal that is asked again in time.

import { IN_PROGRESS, panel } from "./demo.ts";
import { calls, expect, form, test } from "./portal.ts";

test("a form that reads its ticket from the portal never shows one in the page", async ({ demo, visit }) => {
  const page = await visit(form(IN_PROGRESS), { design: "ticket-url" });
  await expect(panel(page)).toContainText("1 of 2 signed");
  expect(await panel(page).getAttribute("ticket")).toBeNull();
  const read = (await calls(demo)).filter(({ path }) => path === "/api/udef/db/1/autenti-ticket/2");
  expect(read.map(({ method, status }) => [method, status])).toEqual([["GET", 200]]);
});

test("a ticket that is about to end is read again, and the form stays open all day", async ({ demo, visit }) => {
  const page = await visit("/", { design: "ticket-url" });
  let given = 0;
  const started = Date.now();
  await page.route("**/api/udef/db/1/autenti-ticket/2", async (route) => {
    given += 1;
    await route.continue();
  });
  await page.clock.install();
  await page.goto(demo.portal + form(IN_PROGRESS));
  await expect(panel(page)).toContainText("1 of 2 signed");
  expect(given).toBe(1);
  // The demo's tickets live for half an hour.
  await page.clock.setSystemTime(started + 29.5 * 60_000);
  await panel(page).getByRole("button", { name: "Refresh" }).click();
  await expect.poll(() => given).toBe(2);
  await expect(panel(page)).toContainText("1 of 2 signed");
});

test("a proxy that is down does not hold the form up, and the status of the form stays", async ({ demo, visit }) => {
  await demo.killProxy();
  const page = await visit(form(IN_PROGRESS));
  await expect(page.getByRole("heading", { name: "Aneks 2/2026" }).first()).toBeVisible();
  const opened = (await calls(demo)).find(({ path }) => path === "/api/nav/db/1/element/2/desktop");
  expect(opened?.millis).toBeLessThan(1500);
  const html = await page.locator(".html-control").innerHTML();
  expect(html).toContain('ticket=""');
  expect(html).toContain('status="PROCESSING"');
});
