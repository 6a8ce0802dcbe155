// The main story in Firefox: sending, signing, the look-ups, and every state of the gallery.

import { ANNA, IN_PROGRESS, JAN, OLA, UNSENT } from "../e2e/demo.ts";
import { expect, test } from "./firefox.ts";

test("the owner sends, two people sign, and the badge turns without a reload", async ({ demo, visit }) => {
  const owner = await visit(demo.form(UNSENT, OLA));
  await expect.poll(() => owner.panel()).toContain("Not sent yet");
  await owner.press("Send for signature");
  await owner.press("Send for signature");
  await expect.poll(() => owner.panel()).toContain("0 of 2 signed");
  const document = await owner.page.evaluate(() => (window as unknown as { GetValue(field: string): string }).GetValue("AttText1"));
  const known = document || (await sentDocument(demo.autenti));
  await demo.act(known, ANNA, "sign");
  await expect.poll(() => owner.panel()).toContain("1 of 2 signed");
  await demo.act(known, JAN, "sign");
  await expect.poll(() => owner.panel()).toContain("Everybody has signed.");
});

/** The document that was created last. */
async function sentDocument(autenti: string): Promise<string> {
  const calls = (await (await fetch(`${autenti}/sandbox/calls`)).json()) as { method: string; path: string }[];
  const path = calls.map((call) => call.path).findLast((path) => /\/document-processes\/[^/]+\/actions$/.test(path));
  return decodeURIComponent(path?.split("/").at(-2) ?? "");
}

test("Sign now opens Autenti in a tab of its own", async ({ demo, visit }) => {
  const jan = await visit(demo.form(IN_PROGRESS, JAN));
  await expect.poll(() => jan.panel()).toContain("It is your turn to sign.");
  await jan.press("Sign now");
  const addresses = async () => {
    const pages = await jan.page.browserContext().pages();
    return Promise.all(pages.map((page) => page.evaluate(() => location.href).catch(() => "on its way")));
  };
  await expect.poll(addresses).toContainEqual(expect.stringContaining(`${demo.autenti}/sign/`));
});

test("every state of the gallery is drawn, in each language", async ({ demo, visit }) => {
  for (const lang of ["en", "pl", "de"]) {
    const gallery = await visit(`${demo.portal}/gallery?lang=${lang}`);
    const drawn = () =>
      gallery.page.evaluate(() => {
        const panels = [...document.querySelectorAll("autenti-signing")];
        return [panels.length, panels.filter((panel) => panel.shadowRoot?.querySelector(".panel")).length];
      });
    await expect.poll(async () => (await drawn())[0]).toBeGreaterThan(5);
    await expect.poll(async () => ((counts) => counts[0] - counts[1])(await drawn())).toBe(0);
  }
});
