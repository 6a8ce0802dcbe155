// Takes the pictures of the documentation: `cargo xtask pictures`. They show the demo as it is.

import { join } from "node:path";

import type { Locator, Page } from "@playwright/test";

import { ANNA, COMPLETED, expect, IN_PROGRESS, JAN, OLA, panel, test, UNSENT } from "../e2e/demo.ts";

const folder = join(import.meta.dirname, "../../docs/images");

async function take(what: Page | Locator, name: string): Promise<void> {
  await what.screenshot({ path: join(folder, `${name}.png`), animations: "disabled", scale: "css" });
}

test("a form whose reader's turn it is", async ({ open }) => {
  const jan = await open(IN_PROGRESS, JAN);
  await jan.setViewportSize({ width: 1180, height: 1180 });
  await expect(panel(jan).getByRole("button", { name: "Sign now" }).first()).toBeVisible();
  await take(jan, "in-progress");
  // High enough for all of it: the portal's toolbar lies over what is scrolled under it.
  await jan.setViewportSize({ width: 390, height: 2400 });
  await take(panel(jan), "phone");
});

test("the same in the dark, in Polish", async ({ open }) => {
  const jan = await open(IN_PROGRESS, JAN, { lang: "pl", theme: "dark" });
  await jan.setViewportSize({ width: 1180, height: 900 });
  await expect(panel(jan).getByRole("button", { name: "Podpisz teraz" }).first()).toBeVisible();
  await take(panel(jan), "dark");
});

test("before sending", async ({ open }) => {
  const owner = await open(UNSENT, OLA);
  await owner.setViewportSize({ width: 900, height: 900 });
  await panel(owner).getByRole("button", { name: "Send for signature" }).click();
  await expect(owner.getByRole("dialog")).toBeVisible();
  await take(owner.getByRole("dialog"), "send");
});

test("signed by everybody", async ({ open }) => {
  const anna = await open(COMPLETED, ANNA);
  await anna.setViewportSize({ width: 900, height: 900 });
  await expect(panel(anna)).toContainText("Everybody has signed.");
  await take(panel(anna), "completed");
});
