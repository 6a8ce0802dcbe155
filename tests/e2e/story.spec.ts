// The main job, as three people live it: the owner sends, two people sign, and the signed PDF comes back.

import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { ANNA, attachments, BAD_RECIPIENTS, badge, expect, JAN, OLA, panel, test, UNSENT } from "./demo.ts";

/** Presses Sign now, and does on Autenti's page what `act` says. The form stays open behind it. */
async function atAutenti(form: Page, act: (autenti: Page) => Promise<void>): Promise<void> {
  const opened = form.waitForEvent("popup");
  await panel(form).getByRole("button", { name: "Sign now" }).first().click();
  const autenti = await opened;
  await autenti.waitForURL(/\/sign\//);
  // The demo's documents are sent in Polish; the page can be read in either language.
  await autenti.goto(`${autenti.url().split("?")[0]}?lang=en`);
  await act(autenti);
  await autenti.close();
}

async function sign(autenti: Page): Promise<void> {
  await autenti.getByRole("checkbox", { name: "I have read the document and I sign it." }).check();
  await autenti.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(autenti.getByText("You have signed").first()).toBeVisible();
}

async function send(owner: Page): Promise<void> {
  await panel(owner).getByRole("button", { name: "Send for signature" }).click();
  const question = owner.getByRole("dialog", { name: "Send for signature?" });
  await expect(question).toContainText("Anna Nowak");
  await expect(question).toContainText("Jan Kowalski");
  await expect(question).toContainText("umowa-1-2026.pdf");
  await question.getByRole("button", { name: "Send for signature" }).click();
  await expect(badge(owner)).toHaveText("In progress");
}

test("the owner sends, two people sign, and the signed PDF is among the attachments", async ({ open }) => {
  const owner = await open(UNSENT, OLA);
  await expect(badge(owner)).toHaveText("Not sent yet");
  await send(owner);
  await expect(panel(owner)).toContainText("0 of 2 signed");

  const anna = await open(UNSENT, ANNA);
  await atAutenti(anna, sign);
  await expect(panel(owner)).toContainText("1 of 2 signed");
  await expect(panel(anna).getByRole("button", { name: "Sign now" })).toHaveCount(0);

  const jan = await open(UNSENT, JAN);
  const reloads: string[] = [];
  owner.on("framenavigated", (frame) => reloads.push(frame.url()));
  let signedAt = 0;
  await atAutenti(jan, async (autenti) => {
    await sign(autenti);
    signedAt = Date.now();
  });
  await expect(badge(owner)).toHaveText("Completed");
  expect(Date.now() - signedAt).toBeLessThan(2000);
  expect(reloads).toEqual([]);

  await expect(panel(owner)).toContainText(/Saved on the form as .+\.pdf/);
  await owner.getByRole("button", { name: "Reload", exact: true }).click();
  await expect(attachments(owner).getByRole("link", { name: /^\S+-signed\.pdf$/ })).toBeVisible();
  const downloading = owner.waitForEvent("download");
  await panel(owner).getByRole("button", { name: "Download signed PDF" }).click();
  const pdf = await readFile(await (await downloading).path());
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
});

test("a signer rejects with a reason, and everybody reads it", async ({ open }) => {
  const reason = "Zła stawka <b>w § 3</b> — ustaliliśmy 120 zł";
  const owner = await open(UNSENT, OLA);
  await send(owner);
  const anna = await open(UNSENT, ANNA);
  await atAutenti(anna, async (autenti) => {
    // The part for those who do not agree may be folded away.
    await autenti.getByText("I do not agree with the document").click();
    await autenti.getByRole("textbox", { name: /Reason/ }).fill(reason);
    await autenti.getByRole("button", { name: "Reject", exact: true }).click();
    await expect(autenti.getByText("You have rejected the document").first()).toBeVisible();
  });
  for (const page of [owner, anna]) {
    await expect(badge(page)).toHaveText("Rejected");
    await expect(panel(page)).toContainText(reason);
  }
  // It ended unsigned, so it can be sent anew.
  await expect(panel(owner).getByRole("button", { name: "Send again" })).toBeVisible();
});

test("Send says which row has a wrong address", async ({ open }) => {
  const owner = await open(BAD_RECIPIENTS, OLA);
  await expect(panel(owner)).toContainText("“jan.kowalski@” is not an e-mail address.");
  const send = panel(owner).getByRole("button", { name: "Send for signature" });
  if (await send.isEnabled()) {
    await send.click();
    const question = owner.getByRole("dialog");
    if (await question.isVisible()) await question.getByRole("button", { name: "Send for signature" }).click();
  }
  await expect(panel(owner)).toContainText(/Row \d \(Jan Kowalski\)/);
  await expect(badge(owner)).toHaveText("Not sent yet");
});
