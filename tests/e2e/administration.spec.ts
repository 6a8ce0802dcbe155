// The administrator's pages: signed in by the link that a command prints, used by keyboard, read by everybody.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

import { type Demo, freePorts, test, UNSENT } from "./demo.ts";

/** A demo whose proxy has a second listener, and the address of its pages. */
async function open(demo: Demo): Promise<string> {
  const [port] = await freePorts(1);
  await demo.restartProxy({ AUTENTI_PROXY__ADMIN_LISTEN: `127.0.0.1:${port}` });
  return `http://127.0.0.1:${port}/admin/`;
}

async function violations(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

test("an administrator finds out why a sending is stuck, and has it tried again", async ({ demo, page }) => {
  const admin = await open(demo);
  await page.goto(admin);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  expect(await violations(page)).toEqual([]);
  await page.goto(demo.command(["admin-link"]).trim());
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Stuck");
  await expect(page.getByText("Nothing.")).toBeVisible();

  await demo.breakAutenti({ method: "POST", path: "/api/v2/document-processes", status: 503 });
  await demo.send(UNSENT);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("cell", { name: "autenti_unavailable" }).first()).toBeVisible({ timeout: 500 });
  }).toPass();
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    expect(await violations(page), theme).toEqual([]);
  }

  // By keyboard alone: the first stop leads past the header.
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.getByRole("searchbox").fill("kowalski");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Found");
  await page.getByRole("link", { name: "1", exact: true }).press("Enter");
  await expect(page.getByRole("heading", { name: "Audit trail" })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await demo.breakAutenti([]);
  await page.getByRole("button", { name: "Try again now" }).press("Enter");
  await expect(page.getByRole("status")).toHaveText("It is tried again now.");
  await expect(async () => {
    await page.goto(`${admin}signings/1`);
    await expect(page.getByText("PROCESSING").first()).toBeVisible({ timeout: 500 });
  }).toPass();

  await page.getByRole("link", { name: "Polski" }).click();
  await expect(page.getByRole("button", { name: "Ponów teraz" })).toBeVisible();
  await page.getByRole("link", { name: "Stan i wersje" }).click();
  await expect(page.getByText("✓ odpowiada")).toHaveCount(3);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Wyloguj się" }).click();
  await page.goto(admin);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Zaloguj się");
});
