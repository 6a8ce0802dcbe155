// The form field extension: signing in place of a field's own control, drawn by the portal's React.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { type Demo, IN_PROGRESS, JAN, OLA, UNSENT } from "./demo.ts";
import { edit, expect, form, set, tab, test } from "./portal.ts";

const DIST = join(import.meta.dirname, "../../dist");

/** Imports the plugin, or the package alone, as Designer Studio does. */
async function imported(demo: Demo, file = "autenti-form-plugin.zip"): Promise<void> {
  const body = new Uint8Array(await readFile(join(DIST, file)));
  const answer = await fetch(`${demo.portal}/sandbox/extension`, { method: "POST", body });
  expect(answer.ok, await answer.text()).toBe(true);
}

const field = (page: Page) => page.locator(".field--extension");
const panel = (page: Page) => field(page).locator("autenti-signing");

for (const extensions of ["since-2023-r3", "before-2023-r3"]) {
  test(`a portal of the generation ${extensions} shows the signing in the field`, async ({ demo, visit }) => {
    await imported(demo);
    await set(demo, { extensions });
    const page = await visit(form(IN_PROGRESS), { design: "extension", as: JAN });
    await tab(page, "Extension").click();
    await expect(panel(page).getByRole("button", { name: "Sign now" }).first()).toBeVisible();
    await expect(panel(page)).toContainText("Anna Nowak");
    const { violations } = await new AxeBuilder({ page }).include(".field--extension").analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);

    // Leaving the tab takes the field apart, and coming back makes it anew.
    await tab(page, "Notes").click();
    await expect(panel(page)).toHaveCount(0);
    await tab(page, "Extension").click();
    await expect(panel(page)).toHaveCount(1);
    await expect(panel(page)).toContainText("Anna Nowak");
  });

  test(`a document is sent from the field in a portal of the generation ${extensions}`, async ({ demo, visit }) => {
    await imported(demo, "autenti-form.bpspkg");
    await set(demo, { extensions });
    const page = await visit(form(UNSENT), { design: "extension", as: OLA });
    await tab(page, "Extension").click();
    // News does not make the field anew.
    await panel(page).evaluate((element) => element.setAttribute("data-same", ""));
    await panel(page).getByRole("button", { name: "Send for signature" }).click();
    await panel(page).getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
    await expect(panel(page)).toContainText("In progress");
    await expect(panel(page)).toHaveAttribute("data-same", "");
  });
}

test("while the form is edited the field knows it, and nothing is sent before the save", async ({ demo, visit }) => {
  await imported(demo);
  const page = await visit(edit(UNSENT), { design: "extension", as: OLA });
  await tab(page, "Extension").click();
  await expect(panel(page)).toHaveAttribute("mode", "edit");
  await expect(panel(page).getByRole("button", { name: "Send for signature" })).toBeDisabled();
});

test("the field opens Autenti in the same tab, and says the form's own words, where the designer wants that", async ({ demo, visit }) => {
  await imported(demo);
  const rule = { ticketRule: 12, ticketRuleName: "Autenti ticket (ID:12)" };
  const extension = { proxy: demo.proxy, ...rule, open: "same", texts: { en: { SignNow: "Sign the contract" } } };
  await set(demo, { design: { extension } });
  const page = await visit(form(IN_PROGRESS), { as: JAN });
  await tab(page, "Extension").click();
  await expect(panel(page)).toHaveAttribute("open", "same");
  await panel(page).getByRole("button", { name: "Sign the contract" }).first().click();
  await expect(page).toHaveURL(new RegExp(`^${demo.autenti}`));
});

test("without a configuration the field says what is missing", async ({ demo, visit }) => {
  await imported(demo);
  await set(demo, { design: { extension: {} } });
  const page = await visit(form(IN_PROGRESS), { lang: "pl" });
  await page.getByRole("tab", { name: /Rozszerzenie|Extension/ }).click();
  await expect(field(page)).toContainText("w konfiguracji kontrolki brakuje adresu");
  await expect(panel(page)).toHaveCount(0);
});

test("where the component cannot be loaded the field shows what the designer wrote", async ({ demo, visit }) => {
  await imported(demo);
  const nowhere = { proxy: "http://127.0.0.1:9", ticketRule: 12, fallback: "Ask the secretary for the contract." };
  await set(demo, { design: { extension: nowhere } });
  const page = await visit(form(IN_PROGRESS));
  await tab(page, "Extension").click();
  await expect(field(page)).toContainText("Ask the secretary for the contract.");
});
