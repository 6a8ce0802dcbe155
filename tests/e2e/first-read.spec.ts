// The first read of a signing is asked for while the wasm loads, and is taken over: nothing is asked twice.

import type { Page, Route } from "@playwright/test";

import { PROXY, expect, signings, test, ticket } from "./component-form";

const ON_PAGE = `proxy="${PROXY}" ticket="${ticket()}"`;

/** Keeps the wasm back until it is let go. */
async function holdWasm(page: Page): Promise<() => Promise<void>> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route("**/*.wasm", async (route: Route) => {
    await held;
    await route.fallback().catch(() => {});
  });
  return async () => letGo();
}

test("the signing is asked for before the wasm is there, once, and shown when it is", async ({ form, page }) => {
  const letGo = await holdWasm(page);
  await form.open(`<autenti-signing ${ON_PAGE} status="PROCESSING"></autenti-signing>`);
  await expect(page.getByText("In progress")).toBeVisible();
  await expect.poll(() => form.called("GET", "/v1/signing").length).toBe(1);
  expect(form.called("GET", "/v1/signing")[0].headers).toMatchObject({ "accept-language": "en", authorization: `Bearer ${ticket()}` });
  await letGo();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await expect.poll(() => form.called("GET", "/v1/signing/events").length).toBe(1);
  expect(form.called("GET", "/v1/signing").length).toBe(1);
});

test("elements that ask for the same ask once, and one that asks for something else asks for itself", async ({ form, page }) => {
  const letGo = await holdWasm(page);
  const other = ticket({ element: "13" });
  await form.open(`<autenti-status ${ON_PAGE}></autenti-status><autenti-recipients ${ON_PAGE}></autenti-recipients>
    <autenti-status proxy="${PROXY}" ticket="${other}"></autenti-status>`);
  await expect.poll(() => form.called("GET", "/v1/signing").length).toBe(2);
  await letGo();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await expect.poll(() => form.called("GET", "/v1/signing/events").length).toBe(2);
  expect(form.called("GET", "/v1/signing").map(({ headers }) => headers.authorization).sort()).toEqual(
    [`Bearer ${ticket()}`, `Bearer ${other}`].sort(),
  );
});

test("a ticket that comes while the wasm loads is used at once", async ({ form, page }) => {
  const letGo = await holdWasm(page);
  await form.open(`<autenti-signing proxy="${PROXY}"></autenti-signing>`);
  await page.evaluate((ticket) => document.querySelector("autenti-signing")!.setAttribute("ticket", ticket), ticket());
  await expect.poll(() => form.called("GET", "/v1/signing").length).toBe(1);
  await letGo();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  expect(form.called("GET", "/v1/signing").length).toBe(1);
});

test("a language that changes while the wasm loads is the one that is asked in", async ({ form, page }) => {
  const letGo = await holdWasm(page);
  await form.open(`<autenti-signing ${ON_PAGE} lang="en"></autenti-signing>`);
  await expect.poll(() => form.called("GET", "/v1/signing").length).toBe(1);
  await page.evaluate(() => document.querySelector("autenti-signing")!.setAttribute("lang", "pl"));
  await expect.poll(() => form.called("GET", "/v1/signing").at(-1)?.headers["accept-language"]).toBe("pl");
  await letGo();
  await expect(page.getByRole("list", { name: "Odbiorcy" })).toBeVisible();
  expect(form.called("GET", "/v1/signing").length).toBe(2);
});

test("an error of the first read is shown as any other, and tried again", async ({ form, page }) => {
  const letGo = await holdWasm(page);
  let isDown = true;
  let comeBack = () => {};
  const isBack = new Promise<void>((resolve) => (comeBack = resolve));
  /** What was asked for by a press, and not by the panel itself, which tries again too. */
  let pressed = 0;
  await page.route("**/v1/signing", async (route) => {
    const request = route.request();
    if (request.method() !== "GET") return route.fallback();
    if (isDown) return route.abort();
    // The panel's own attempts find nothing: it is the press that brings the signing.
    if (request.headers()["cache-control"] !== "no-cache") return;
    pressed++;
    await isBack;
    await route.fallback();
  });
  await form.open(`<autenti-signing ${ON_PAGE}></autenti-signing>`);
  await letGo();
  await expect(page.getByText("The signing service does not answer").first()).toBeVisible();
  isDown = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => pressed).toBe(1);
  await expect(page.getByText("The signing service does not answer").first()).toBeVisible();
  comeBack();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  expect(pressed).toBe(1);
});

test("what was asked for before the wasm failed to load is asked for anew when it comes", async ({ form, page }) => {
  form.wasm = "missing";
  await form.open(`<autenti-signing ${ON_PAGE}></autenti-signing>`);
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  form.wasm = "served";
  form.signing = signings.completed;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Everybody has signed.")).toBeVisible();
});

test("a ticket for another instance than the form shows is not used", async ({ form, page }) => {
  await form.open(`<script>window.G_WFELEM = "99"; window.GetValue = () => "";</script><autenti-signing ${ON_PAGE}></autenti-signing>`);
  await expect(page.getByText("This panel belongs to another form").first()).toBeVisible();
  expect(form.called("GET", "/v1/signing")).toEqual([]);
});

test("a ticket from an address of the portal is asked for while the wasm loads, and once", async ({ form, page }) => {
  const letGo = await holdWasm(page);
  const asked: string[] = [];
  form.answers["GET /ticket"] = () => ({ status: 405 });
  form.answers["POST /ticket"] = (request) => {
    asked.push(request.method());
    return { json: { Data: { Ticket: ticket() } } };
  };
  await form.open(`<autenti-signing proxy="${PROXY}" ticket-url="/ticket"></autenti-signing>`);
  await expect.poll(() => form.called("GET", "/v1/signing").length).toBe(1);
  await letGo();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  expect([asked.length, form.called("GET", "/ticket").length, form.called("GET", "/v1/signing").length]).toEqual([1, 1, 1]);
});

/** A form of the portal whose business rules answer as `answer` says, once it is there. */
const rules = (answer: string, later = "") => `<script>
  window.ran = [];
  const there = () => (window.webcon = { businessRules: { executeBusinessRule: async (...call) => {
    window.ran.push(call);
    ${answer}
  } } });
  ${later || "there();"}
</script>`;
const BY_RULE = `<autenti-signing proxy="${PROXY}" ticket-rule="12" ticket-rule-name="Autenti ticket (ID:12)"></autenti-signing>`;
const ran = (page: Page) => page.evaluate(() => (window as unknown as { ran: unknown[][] }).ran);

test("a business rule answers the ticket by its number, without parameters from the page", async ({ form, page }) => {
  await form.open(BY_RULE, rules(`return "${ticket()}";`));
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  expect(await ran(page)).toEqual([[12, "Autenti ticket (ID:12)", {}, {}]]);
  expect(form.called("GET", "/v1/signing").length).toBe(1);
});

test("the rule is run when the form is there", async ({ form, page }) => {
  await form.open(BY_RULE, rules(`return { ticket: "${ticket()}" };`, `window.initModel = {}; window.formComes = () => { there(); window.G_WFELEM = "12"; };`));
  await expect(page.locator("autenti-signing")).toBeAttached();
  expect(await ran(page)).toEqual([]);
  await page.evaluate(() => (window as unknown as { formComes(): void }).formComes());
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  expect((await ran(page)).length).toBe(1);
});

test("the rule is run again before the ticket ends", async ({ form, page }) => {
  const soon = ticket({ exp: Date.parse("2026-11-23T12:02:30Z") / 1000 });
  await form.open(BY_RULE, rules(`return window.ran.length === 1 ? "${soon}" : "${ticket()}";`));
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect.poll(async () => (await ran(page)).length).toBe(2);
  await expect.poll(() => form.called("GET", "/v1/signing").at(-1)?.headers.authorization).toBe(`Bearer ${ticket()}`);
});

test("a rule that has no ticket, and one that fails, are told as what they are", async ({ form, page }) => {
  await form.open(BY_RULE, rules(`return "";`));
  await expect(page.getByText("Signing is not available yet").first()).toBeVisible();
  await form.open(BY_RULE, rules(`if (window.ran.length < 3) throw new Error("no"); return "${ticket()}";`));
  await expect(page.getByText("Anna Nowak")).toBeVisible();
});
