// Everything that a WEBCON form does to its HTML fields: the panel is there each time, once, and nothing is left
// behind when it goes.

import type { Page } from "@playwright/test";

import { ANNA, badge, COMPLETED, IN_PROGRESS, IN_PROGRESS_DOCUMENT, JAN, OLA, panel, UNSENT } from "./demo.ts";
import {
  admin,
  calls,
  checkOut,
  leakCounters,
  edit,
  embedded,
  expect,
  form,
  group,
  set,
  START,
  tab,
  task,
  test,
} from "./portal.ts";

/** A signing outlives its last element for some seconds, because forms make elements again. */
const GRACE = { timeout: 15_000 };
const NOTHING = { elements: 0, signings: 0, streams: 0, timers: 0, listeners: 0 };

/** One panel on the page, live, with one store and one stream. */
async function expectOnePanel(page: Page, streams = 1): Promise<void> {
  await expect(panel(page)).toHaveCount(1);
  await expect.poll(() => leakCounters(page), GRACE).toMatchObject({ elements: 1, signings: 1, streams });
}

/** The panel shows what the proxy says, which the form itself does not know. */
async function expectLive(page: Page): Promise<void> {
  await expect(panel(page)).toContainText("1 of 2 signed");
  await expect(badge(page)).toHaveText("In progress");
}

/** How often the script of the HTML field ran on this page. */
const runs = (page: Page) => page.evaluate(() => (window as { runs?: number }).runs ?? 0);

const COUNTING = '<script>window.runs = (window.runs || 0) + 1;</script>';

test("the panel is the same in view mode, in edit mode and after saving", async ({ visit }) => {
  const page = await visit(form(IN_PROGRESS), { as: JAN });
  await expectLive(page);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(page).toHaveURL(/\/edit$/);
  await expectLive(page);
  await expectOnePanel(page);
  await page.getByLabel("Title").fill("Aneks 2/2026, zmieniony");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Aneks 2/2026, zmieniony" })).toBeVisible();
  await expectLive(page);
  await expectOnePanel(page);
});

test("where the form is only read it can show other HTML", async ({ visit }) => {
  const page = await visit(form(IN_PROGRESS), { as: JAN, design: "read-only-html" });
  await expect(panel(page).locator("autenti-recipients")).toContainText("Anna Nowak");
  await expect(panel(page).locator("autenti-sign-button")).toContainText("Sign now");
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(page).toHaveURL(/\/edit$/);
  await expect(panel(page)).toContainText("Anna Nowak");
  await expect(panel(page).locator("autenti-recipients")).toHaveCount(0);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(panel(page).locator("autenti-recipients")).toContainText("Anna Nowak");
  await expect.poll(() => leakCounters(page), GRACE).toMatchObject({ signings: 1, streams: 1 });
});

test("the preview side bar shows the compact form with the panel in it", async ({ visit }) => {
  const page = await visit("/");
  await page.getByRole("button", { name: "Preview of CON/2026/0002" }).click();
  const preview = page.frameLocator(".side-bar__form");
  await expect(preview.locator("body")).toHaveClass(/is-compact/);
  await expect(preview.locator("autenti-signing .badge").first()).toHaveText("In progress");
  const overflows = await preview.locator("body").evaluate(() => {
    const page = document.documentElement;
    return page.scrollWidth - page.clientWidth;
  });
  expect(overflows).toBe(0);
  await page.keyboard.press("Escape");
  await expect(page.locator(".side-bar")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Preview of CON/2026/0002" })).toBeFocused();
});

test("the form without the portal around it has the panel", async ({ visit }) => {
  const page = await visit(embedded(COMPLETED));
  await expect(badge(page)).toHaveText("Completed");
  // What has ended cannot change: nothing is listened to.
  await expectOnePanel(page, 0);
});

test("in my tasks, from edit back to view, the scripts run twice and the panel stays one", async ({ demo, visit }) => {
  const snippet = `${COUNTING}<script src="#{EGV:7}#/assets/autenti-form.js"></script>
    <autenti-signing proxy="#{EGV:7}#" ticket="#{BRD:12}#" status="#{I:AttChoose1}#"></autenti-signing>`;
  await set(demo, { design: { htmlField: snippet } });
  const page = await visit(task(IN_PROGRESS), { as: JAN });
  await expectLive(page);
  await expect.poll(() => runs(page)).toBe(1);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect.poll(() => runs(page)).toBe(2);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect.poll(() => runs(page)).toBe(4);
  await expectLive(page);
  await expectOnePanel(page);
});

test("a tab that is left takes the panel with it, and the panel comes back with the tab", async ({ visit }) => {
  const page = await visit(form(IN_PROGRESS));
  await expectLive(page);
  await tab(page, "Notes").click();
  await expect(panel(page)).toHaveCount(0);
  await tab(page, "Signing").click();
  // What was known is there at once, without a look at the network.
  await expectLive(page);
  await expectOnePanel(page);
});

test("a group that is folded takes its panel with it, and the other one stays", async ({ visit }) => {
  const page = await visit(form(IN_PROGRESS), { design: "two-fields" });
  const glance = page.locator("autenti-status");
  await expect(glance).toContainText("In progress");
  await expectLive(page);
  await expect.poll(() => leakCounters(page)).toMatchObject({ elements: 2, signings: 1, streams: 1 });
  await group(page, "Contract").click();
  await expect(glance).toHaveCount(0);
  await expect.poll(() => leakCounters(page)).toMatchObject({ elements: 1, signings: 1, streams: 1 });
  await group(page, "Contract").click();
  await expect(glance).toContainText("In progress");
  await expect.poll(() => leakCounters(page)).toMatchObject({ elements: 2, signings: 1, streams: 1 });
});

test("two fields with components follow one signing together", async ({ demo, visit }) => {
  const page = await visit(form(UNSENT), { design: "two-fields" });
  const glance = page.locator("autenti-status");
  await expect(glance).toContainText("Not sent yet");
  await panel(page).getByRole("button", { name: "Send for signature" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
  await expect(badge(page)).toHaveText("In progress");
  await expect(glance).toContainText("In progress");
  expect((await calls(demo)).filter(({ path }) => path === "/api/nav/db/1/element/1/desktop")).toHaveLength(1);
});

for (const old of [false, true]) {
  test(`a new instance, whose id is ${old ? '"0#"' : "null"}, says what to do before it can be sent`, async ({
    demo,
    visit,
  }) => {
    await set(demo, { oldNewElement: old });
    const page = await visit(START);
    await expect(panel(page)).toContainText("Save the form");
    expect(await page.evaluate(() => (window as unknown as { G_WFELEM: unknown }).G_WFELEM)).toBe(old ? "0#" : null);
    await expect(panel(page).getByRole("button", { name: "Send for signature" })).toHaveCount(0);
    await page.getByLabel("Title").fill("Umowa 11/2026");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page).toHaveURL(/\/element\/11\/form$/);
    await expect(badge(page)).toHaveText("Not sent yet");
    await expectOnePanel(page);
  });
}

test("from one instance to another without a new page, each shows its own document", async ({ visit }) => {
  const page = await visit(task(IN_PROGRESS), { as: JAN });
  await page.evaluate(() => ((window as unknown as { stays: boolean }).stays = true));
  await expectLive(page);
  await page.getByRole("link", { name: "Contracts" }).first().click();
  await expect(panel(page)).toHaveCount(0);
  for (const [title, status] of [
    ["Umowa o współpracy 1/2026", "Not sent yet"],
    ["Aneks 2/2026", "In progress"],
  ]) {
    await page.getByRole("link", { name: title }).first().click();
    await expect(page.getByRole("heading", { name: title, level: 1 })).toBeVisible();
    await expect(badge(page)).toHaveText(status);
    await page.getByRole("link", { name: "Contracts" }).first().click();
  }
  expect(await page.evaluate(() => (window as unknown as { stays?: boolean }).stays)).toBe(true);
  // Nothing of the forms that were left goes on in the background.
  await expect.poll(() => leakCounters(page), GRACE).toEqual(NOTHING);
});

test("in admin mode the panel is there and the form can be edited around it", async ({ visit }) => {
  const page = await visit(admin(IN_PROGRESS));
  await expect(page.getByText("Admin mode: every field can be changed.")).toBeVisible();
  await expectLive(page);
  await expectOnePanel(page);
});

test("a value that the HTML refers to makes the field again, and the panel with it", async ({ demo, visit }) => {
  const snippet = `${COUNTING}<script src="#{EGV:7}#/assets/autenti-form.js"></script>
    <autenti-signing proxy="#{EGV:7}#" ticket="#{BRD:12}#" status="#{I:AttChoose1}#"></autenti-signing>`;
  await set(demo, { design: { htmlField: snippet } });
  const page = await visit(edit(IN_PROGRESS));
  await expectLive(page);
  await page.evaluate(() => {
    (window as unknown as { SetValue(name: string, value: string): void }).SetValue("AttChoose1", "REJECTED#Rejected");
  });
  await expect.poll(() => runs(page)).toBe(2);
  // The form says one thing and Autenti another: Autenti is right.
  await expectLive(page);
  await expectOnePanel(page);
});

test("a hundred times made again, nothing is left behind", async ({ visit }) => {
  test.slow();
  const page = await visit(form(IN_PROGRESS), { design: "two-fields" });
  await expectLive(page);
  await expect.poll(() => leakCounters(page)).toMatchObject({ elements: 2, signings: 1, streams: 1 });
  const before = await leakCounters(page);
  const heap = async () => {
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    await session.detach();
    return { nodes, jsEventListeners, usedSize };
  };
  const again = async (times: number) => {
    await page.evaluate(async (times) => {
      type Fold = (id: number) => void;
      const form = window as unknown as { SelectTab: Fold; CollapseGroup: Fold; ExpandGroup: Fold };
      const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      for (let round = 0; round < times; round += 1) {
        form.SelectTab(130);
        form.CollapseGroup(110);
        await painted();
        if (document.querySelector("autenti-signing, autenti-status")) throw new Error("a field stayed");
        form.SelectTab(121);
        form.ExpandGroup(110);
        await painted();
        if (document.querySelectorAll("autenti-signing, autenti-status").length !== 2) throw new Error("a field is missing");
      }
    }, times);
    await expectLive(page);
    await expect.poll(() => leakCounters(page)).toEqual(before);
  };
  // The first rounds fill what is kept for good.
  await again(5);
  const settled = await heap();
  await again(100);
  const after = await heap();
  expect(after.jsEventListeners - settled.jsEventListeners).toBeLessThan(20);
  expect(after.nodes - settled.nodes).toBeLessThan(200);
  expect(after.usedSize - settled.usedSize).toBeLessThan(500_000);
  await tab(page, "Notes").click();
  await group(page, "Contract").click();
  await expect.poll(() => leakCounters(page), GRACE).toEqual(NOTHING);
});

test("in edit mode Send waits for the form to be saved, and says so", async ({ demo, visit }) => {
  const page = await visit(edit(UNSENT));
  const send = panel(page).getByRole("button", { name: "Send for signature" });
  await expect(send).toBeDisabled();
  await expect(send).toHaveAccessibleDescription("Save the form first, then send it for signature.");
  await send.click({ force: true });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByLabel("Title").fill("Umowa o współpracy 1/2026, poprawiona");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(send).toBeEnabled();
  expect((await calls(demo)).filter(({ path }) => path.endsWith("/save"))).toHaveLength(1);
});

test("a status that comes while the form is edited is not undone by the save", async ({ demo, visit }) => {
  test.slow();
  const page = await visit(edit(IN_PROGRESS), { as: JAN });
  await expectLive(page);
  await page.getByLabel("Title").fill("Aneks 2/2026, poprawiony");
  await demo.act(IN_PROGRESS_DOCUMENT, JAN, "sign");
  await expect(badge(page)).toHaveText("Completed");
  // The proxy waits for the one who edits, and says so.
  await expect(panel(page)).toContainText("Jan Kowalski is editing the form in WEBCON");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/\/form$/);
  const value = () =>
    page.evaluate(() => (window as unknown as { GetValue(name: string): string }).GetValue("AttChoose1"));
  await expect
    .poll(async () => (await page.reload(), value()), { timeout: 45_000, intervals: [1000] })
    .toMatch(/^COMPLETED#/);
  await expect(page.getByText("Aneks 2/2026, poprawiony").first()).toBeVisible();
});

test("what the proxy writes into the list stands on a page that was opened for editing before", async ({ demo, visit }) => {
  test.slow();
  const page = await visit(edit(IN_PROGRESS), { as: OLA });
  await expectLive(page);
  const cells = () => page.evaluate(`[1, 2].map((row) => GetSubValue(140, row, "DET_Att7").split("#")[0])`);
  expect(await cells()).toEqual(["COMPLETED", "PENDING"]);
  await page.getByLabel("Title").fill("Aneks 2/2026, poprawiony");
  // As on a portal where a form can be edited without being checked out.
  await checkOut(demo, IN_PROGRESS);
  await demo.act(IN_PROGRESS_DOCUMENT, JAN, "sign");
  await expect(badge(page)).toHaveText("Completed");
  // The proxy was kept waiting by the checkout before, and comes back by itself.
  await expect.poll(cells, { timeout: 45_000 }).toEqual(["COMPLETED", "COMPLETED"]);
  await expect(page.getByLabel("Title")).toHaveValue("Aneks 2/2026, poprawiony");
});

test("what somebody put in the place of what the proxy wrote before stays when the form is edited", async ({ demo, visit }) => {
  await demo.act(IN_PROGRESS_DOCUMENT, JAN, "sign");
  const page = await visit(form(IN_PROGRESS), { as: OLA });
  await expect(badge(page)).toHaveText("Completed");
  const status = () => page.evaluate(`GetValue("AttChoose1").split("#")[0]`);
  await expect.poll(async () => (await page.reload(), await badge(page).waitFor(), status())).toBe("COMPLETED");
  // What was written in the last seconds before a form is opened counts as written since: clocks are known no better.
  await page.waitForTimeout(5000);
  await page.goto(new URL(edit(IN_PROGRESS), page.url()).href);
  await expect(badge(page)).toHaveText("Completed");
  await page.evaluate(`SetValue("AttChoose1", "WITHDRAWN", { forceOnReadonly: true })`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/\/form$/);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(page).toHaveURL(/\/edit$/);
  await panel(page).getByRole("button", { name: "Refresh" }).click();
  await expect(panel(page)).toContainText("Everybody has signed.");
  expect(await status()).toBe("WITHDRAWN");
});

test("a send waits while somebody else edits the form, overwrites nothing, and ends by itself", async ({
  demo,
  visit,
}) => {
  test.slow();
  await checkOut(demo, UNSENT, ANNA);
  const page = await visit(form(UNSENT), { as: OLA });
  await panel(page).getByRole("button", { name: "Send for signature" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
  await expect(panel(page)).toContainText("Anna Nowak is editing the form in WEBCON");
  const written = async () =>
    (await calls(demo)).filter(({ method, status }) => method === "PATCH" && status !== null && status < 300).length;
  const before = await written();
  await expect(panel(page)).toContainText(/Next try: \d\d:\d\d/);
  expect(await written()).toBe(before);
  await checkOut(demo, UNSENT);
  await expect(panel(page)).toContainText("0 of 2 signed", { timeout: 30_000 });
  expect(await written()).toBeGreaterThan(before);
});

test("a form that somebody else is editing can be read, and says who", async ({ demo, visit }) => {
  await checkOut(demo, UNSENT, ANNA);
  const page = await visit(form(UNSENT), { as: OLA });
  await expect(page.getByText("This form is being edited by Anna Nowak.")).toBeVisible();
  await expect(badge(page)).toHaveText("Not sent yet");
});

test("the panel takes over light, dark and custom themes", async ({ visit }) => {
  const look = async (theme: "light" | "dark" | "custom") => {
    const page = await visit(form(IN_PROGRESS), { as: ANNA, theme });
    await expectLive(page);
    return panel(page).evaluate((element) => {
      const { color, fontFamily } = getComputedStyle(element.shadowRoot?.querySelector("*") ?? element);
      return { color, fontFamily };
    });
  };
  const [light, dark, custom] = [await look("light"), await look("dark"), await look("custom")];
  expect(light.color).toBe("rgb(36, 36, 36)");
  expect(dark.color).toBe("rgb(255, 255, 255)");
  expect(custom.color).toBe("rgb(43, 29, 14)");
  expect(custom.fontFamily).toContain("Georgia");
});
