// What is known of the files before anything is sent: how large they are, and why one cannot be signed.

import { expect, OLA, panel, test, UNSENT } from "./demo.ts";

/** The instance whose file is called a PDF and is none. */
const FAKE_PDF = 8;

test("sizes of files stand in the panel and in the question, before anything is sent", async ({ open }) => {
  const owner = await open(UNSENT, OLA);
  const size = /umowa-1-2026\.pdf\s*\d+ KB/;
  await expect(panel(owner).getByRole("list", { name: "Files" })).toHaveText(size);
  await panel(owner).getByRole("button", { name: "Send for signature" }).click();
  await expect(owner.getByRole("dialog").getByRole("list", { name: "Files" })).toHaveText(size);
});

test("a file that is no PDF inside is told before anybody asks to send it", async ({ open }) => {
  const owner = await open(FAKE_PDF, OLA);
  await expect(panel(owner).getByRole("list", { name: "Files" })).toContainText("is not a PDF file inside");
  await expect(panel(owner).getByRole("button", { name: "Send for signature" })).toHaveAttribute("aria-disabled", "true");
});
