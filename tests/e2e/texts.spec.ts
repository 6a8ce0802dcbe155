// Languages and texts: only those that a page needs are loaded, and a page may have its own.

import { PROXY, expect, signings, test, ticket } from "./component-form";

const ON_PAGE = `proxy="${PROXY}" ticket="${ticket()}"`;

test("only the language of the page is loaded, and another when an element asks for it", async ({ form, page }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(/autenti-texts-(\w\w)-/.exec(request.url())?.[1] ?? ""));
  await form.open(`<autenti-signing ${ON_PAGE} lang="pl"></autenti-signing>`);
  await expect(page.getByText("Odbiorcy").or(page.getByRole("list", { name: "Odbiorcy" }))).toBeVisible();
  expect(loaded.filter(Boolean)).toEqual(["pl"]);
  await page.evaluate(() => document.querySelector("autenti-signing")!.setAttribute("lang", "de"));
  await expect(page.getByRole("list", { name: "Empfänger" })).toBeVisible();
  expect(loaded.filter(Boolean)).toEqual(["pl", "de"]);
  // Assistive technology reads it in its own language, whatever that of the page is.
  await expect(page.locator("autenti-signing section")).toHaveAttribute("lang", "de");
});

test("a part inside a layout follows the language of the layout", async ({ form, page }) => {
  await form.open(`<autenti-signing ${ON_PAGE} lang="en"><autenti-status></autenti-status></autenti-signing>`);
  await expect(page.getByText("In progress")).toBeVisible();
  await page.evaluate(() => document.querySelector("autenti-signing")!.setAttribute("lang", "pl"));
  await expect(page.getByText("W toku")).toBeVisible();
});

test("a page may have its own texts, before and after the panel is drawn, as often as it likes", async ({ form, page }) => {
  form.signing = signings["not-sent"];
  const more = `<script>addEventListener("DOMContentLoaded", () => autentiForm.texts({ en: { Send: "Off you go" } }))</script>`;
  await form.open(undefined, more);
  await expect(page.getByRole("button", { name: "Off you go" })).toBeVisible();
  await page.evaluate(() => window.autentiForm.texts({ en: { Refresh: "Look <b>again</b>" } }));
  await expect(page.getByRole("button", { name: "Look <b>again</b>" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Off you go" })).toBeVisible();
  const warned = page.waitForEvent("console", (message) => message.type() === "warning");
  await page.evaluate(() => window.autentiForm.texts({ en: { Sned: "?" } }));
  expect((await warned).text()).toContain("Sned");
});

test("a language whose texts cannot be loaded leaves what is shown, with a way to retry", async ({ form, page }) => {
  let isBroken = true;
  await form.open("");
  await page.route("**/autenti-texts-*", (route) => (isBroken ? route.abort() : route.fallback()));
  await page.evaluate((html) => (document.querySelector("main")!.innerHTML = html), `<autenti-signing ${ON_PAGE} status="PROCESSING"></autenti-signing>`);
  await expect(page.getByText("In progress")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open Autenti" })).toHaveAttribute("href", /^https:\/\/autenti\.com\//);
  isBroken = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
});

test("a fallback is shown where the script never runs, and nowhere else", async ({ form, page }) => {
  const element = `<autenti-signing ${ON_PAGE}><p slot="fallback">W toku <a href="https://autenti.com/">Autenti</a></p></autenti-signing>`;
  await page.route("**/autenti-form.js", (route) => route.abort());
  await form.open(element);
  await expect(page.getByText("W toku")).toBeVisible();
  await page.unroute("**/autenti-form.js");
  await form.open(element);
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await expect(page.getByText("W toku")).toBeHidden();
});

test("where the proxy cannot be reached, Autenti's own site is one click away", async ({ form, page }) => {
  await page.route("**/v1/signing", (route) => route.abort());
  await form.open(`<autenti-signing ${ON_PAGE} status="PROCESSING"></autenti-signing>`);
  await expect(page.getByText("In progress")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open Autenti" })).toBeVisible();
});
