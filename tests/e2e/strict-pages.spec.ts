// Pages with a content security policy that allows little.

import type { Page } from "@playwright/test";

import { badge, IN_PROGRESS, panel } from "./demo.ts";
import { expect, form, set, test } from "./portal.ts";

/** How often the script of the HTML field ran on this page. */
const runs = (page: Page) => page.evaluate(() => (window as { runs?: number }).runs ?? 0);

const blocked = (page: Page) =>
  page.evaluate(() => (window as unknown as { blocked: string[] }).blocked);

const listen = `document.addEventListener("securitypolicyviolation", ({ effectiveDirective, sourceFile }) => {
  (window.blocked ??= []).push(effectiveDirective + " " + sourceFile);
}); window.blocked = [];`;

test("without inline scripts and eval the panel works, and breaks no rule", async ({ demo, visit }) => {
  const page = await visit("/", { csp: "strict" });
  await page.addInitScript(listen);
  const answer = await page.goto(demo.portal + form(IN_PROGRESS));
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("'wasm-unsafe-eval'");
  expect(policy).not.toContain("'unsafe-inline'");
  await expect(panel(page)).toContainText("1 of 2 signed");
  // The portal's own form rules are run by eval, so they stop working under such a policy.
  expect((await blocked(page)).filter((entry) => entry.includes("autenti-form"))).toEqual([]);
});

test("inline scripts of an HTML field do not run under a strict policy", async ({ demo, visit }) => {
  await set(demo, { design: { htmlField: "<script>window.runs = (window.runs || 0) + 1;</script>" } });
  const loose = await visit(form(IN_PROGRESS));
  await expect.poll(() => runs(loose)).toBe(1);
  const strict = await visit(form(IN_PROGRESS), { csp: "strict" });
  await expect(strict.locator(".html-control script")).toHaveCount(1);
  expect(await runs(strict)).toBe(0);
});

test("where wasm is blocked the status of the form stays", async ({ visit }) => {
  const page = await visit(form(IN_PROGRESS), { csp: "no-wasm" });
  await expect(badge(page)).toHaveText("In progress");
  await expect(panel(page)).toContainText("The live part of this panel could not be loaded.");
});
