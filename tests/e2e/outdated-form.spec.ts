// After something happened, fields and lists of the page still say what was true before: the panel says so and offers to
// load the form anew; a form that says the same is left alone.

import { badge, expect, OLA, panel, test, UNSENT } from "./demo.ts";

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
