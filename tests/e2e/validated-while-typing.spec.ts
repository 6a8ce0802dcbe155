// The owner edits the recipients on the portal's own list, and the panel says which row is wrong before anything is
// saved: the proxy says where the list is, the page what stands in it, the rules are the same.

import { BAD_RECIPIENTS, badge, expect, OLA, panel, test, UNSENT } from "./demo.ts";

test("the panel follows the list while it is typed, and Send waits for the save", async ({ open }) => {
  const owner = await open(UNSENT, OLA, { edit: true });
  await expect(badge(owner)).toHaveText("Not sent yet");
  const send = panel(owner).getByRole("button", { name: "Send for signature" });
  await expect(send).toHaveAttribute("aria-disabled", "true");
  await expect(panel(owner)).toContainText("Save the form first, then send it for signature.");

  const mail = owner.getByRole("textbox", { name: "E-mail, No. 2" });
  const before = await mail.inputValue();
  await mail.fill("jan.kowalski@");
  await mail.blur();
  await expect(panel(owner)).toContainText("“jan.kowalski@” is not an e-mail address.");
  await mail.fill(before);
  await mail.blur();
  await expect(panel(owner)).not.toContainText("is not an e-mail address.");
});

test("what the proxy says of the saved list is said in the page's own words", async ({ demo, open }) => {
  const owner = await open(BAD_RECIPIENTS, OLA);
  await expect(panel(owner)).toContainText("“jan.kowalski@” is not an e-mail address.");
  await owner.evaluate(() =>
    window.autentiForm.texts({
      en: { RuleEmailMalformed: "{email} gets no mail.", WebconUnavailableTitle: "The form is asleep" },
    }),
  );
  await expect(panel(owner)).toContainText("jan.kowalski@ gets no mail.");
  await expect(panel(owner)).not.toContainText("is not an e-mail address");
  await demo.breakPortal({ path: "/api/data/*", drop: "request" });
  await panel(owner).getByRole("button", { name: "Refresh" }).click();
  await expect(panel(owner)).toContainText("The form is asleep");
});
