// After something happened, fields and lists of the page still say what was true before: the panel says so and offers to
// load the form anew; a form that says the same is left alone.

import type { Page } from "@playwright/test";

import { badge, expect, IN_PROGRESS, IN_PROGRESS_DOCUMENT, JAN, OLA, panel, test, UNSENT } from "./demo.ts";

test("where the page shows an older state than the instance, the panel offers to reload it", async ({ open }) => {
  const owner = await open(UNSENT, OLA);
  const outdated = panel(owner).getByText("The form on this page shows an older state.");
  await expect(badge(owner)).toHaveText("Not sent yet");
  await expect(outdated).toHaveCount(0);
  await panel(owner).getByRole("button", { name: "Send for signature" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
  await expect(badge(owner)).toHaveText("In progress");
  await expect(outdated).toBeVisible();
  await panel(owner).getByRole("button", { name: "Reload the form" }).click();
  await expect(panel(owner).getByText("0 of 2 signed")).toBeVisible();
  await expect(outdated).toHaveCount(0);
});

/** What the panel offers once the proxy has written to the instance, and that it is gone when the form is loaded anew. */
async function reload(owner: Page): Promise<void> {
  await expect(badge(owner)).toHaveText("Completed");
  await panel(owner).getByRole("button", { name: "Reload the form" }).click();
  await expect(panel(owner).getByText("Everybody has signed.")).toBeVisible();
  await expect(panel(owner).getByRole("button", { name: "Reload the form" })).toHaveCount(0);
}

test("a document that ended before anybody looked is followed until the proxy has written to the form", async ({ demo, open }) => {
  await demo.act(IN_PROGRESS_DOCUMENT, JAN, "sign");
  await reload(await open(IN_PROGRESS, OLA));
});

test("a document that the proxy took over, too, where the form's layout could not be read then", async ({ demo, open }) => {
  await demo.breakPortal({ path: "*/formlayout*", status: 404, times: 1 });
  const owner = await open(IN_PROGRESS, OLA);
  await expect(panel(owner)).toContainText("1 of 2 signed");
  await demo.act(IN_PROGRESS_DOCUMENT, JAN, "sign");
  await reload(owner);
});

test("a form whose document stands as it says is not called older, although the proxy writes ids to it", async ({ demo, open }) => {
  const jan = await open(IN_PROGRESS, JAN);
  await expect(panel(jan)).toContainText("1 of 2 signed");
  const written = async () => {
    const ticket = await panel(jan).getAttribute("ticket");
    const headers = { Authorization: `Bearer ${ticket}` };
    const signing = await (await fetch(`${demo.proxy}/v1/signing`, { headers })).json();
    return signing.writtenRows?.rows.length;
  };
  await expect.poll(written).toBe(3);
  await panel(jan).getByRole("button", { name: "Refresh" }).click();
  await expect(panel(jan).locator("[aria-live]")).toContainText("Up to date.");
  await expect(panel(jan).getByRole("button", { name: "Reload the form" })).toHaveCount(0);
});
