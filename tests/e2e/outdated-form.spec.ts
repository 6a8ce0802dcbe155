// After something happened, fields and lists of the page still say what was true before: the panel says so and offers to
// load the form anew; a form that says the same is left alone.

import { badge, expect, IN_PROGRESS, IN_PROGRESS_DOCUMENT, JAN, OLA, panel, test } from "./demo.ts";

test("where the page shows an older state than the instance, the panel offers to reload it", async ({ demo, open }) => {
  const owner = await open(IN_PROGRESS, OLA);
  await expect(badge(owner)).toHaveText("In progress");
  const outdated = panel(owner).getByText("The form on this page shows an older state.");
  await expect(outdated).toHaveCount(0);
  await demo.act(IN_PROGRESS_DOCUMENT, JAN, "sign");
  await expect(badge(owner)).toHaveText("Completed");
  await expect(outdated).toBeVisible();
  await panel(owner).getByRole("button", { name: "Reload the form" }).click();
  await expect(badge(owner)).toHaveText("Completed");
  await expect(panel(owner).getByText("Everybody has signed.")).toBeVisible();
  await expect(outdated).toHaveCount(0);
});
