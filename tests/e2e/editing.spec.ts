// A form that is being edited: look-ups, the list validated while it is typed, and what the proxy wrote kept from being
// undone. The portal's functions are stood in for by a few lines on the page.

import AxeBuilder from "@axe-core/playwright";
import { PROXY, expect, signings, test, ticket } from "./component-form";

const ON_PAGE = `proxy="${PROXY}" ticket="${ticket()}"`;

/** The portal's functions over plain values (facts: form in the browser, "Global functions"). */
const PORTAL = `<script>
  window.G_WFELEM = "12#SIG/12"; window.G_EDITVIEW = true; window.initModel = { userLang: "en" };
  window.fields = { AttChoose1: "DRAFT#Roboczy", AttText1: "" };
  window.rows = [{ DET_Att1: "SIGNER#Signer", DET_Att2: "Anna", DET_Att3: "Nowak", DET_Att4: "anna@example.com", DET_Att5: "BASIC#Autenti" }];
  window.written = [];
  window.GetValue = (field) => fields[field];
  window.SetValue = (field, value, options) => { written.push([field, value, options]); fields[field] = value; };
  window.SubelementCountRows = (list) => (list === 140 ? rows.length : 0);
  window.GetSubValue = (list, row, column) => rows[row - 1]?.[column];
  window.SetSubValue = (list, row, column, value, force) => { written.push([row, column, value, force]); rows[row - 1][column] = value; };
</script>`;

const LIST = {
  id: 140,
  columns: { role: "DET_Att1", firstName: "DET_Att2", lastName: "DET_Att3", email: "DET_Att4", signatureType: "DET_Att5" },
  options: { signingOrder: false, roles: ["SIGNER", "VIEWER"], signatureTypes: ["BASIC"] },
};

test("a look-up writes WEBCON's pair into its field, by keyboard", async ({ form, page }) => {
  await form.open(`<autenti-lookup source="document-statuses" field="AttChoose1" label="Status"></autenti-lookup>`, PORTAL);
  const select = page.getByRole("combobox", { name: "Status" });
  await expect(select).toHaveValue("DRAFT#Roboczy");
  // The value is the same choice, so it stands under the name it has here.
  await expect(select.locator("option:checked")).toHaveText("Not sent yet");
  await select.focus();
  await page.keyboard.press("c");
  await expect.poll(() => page.evaluate("fields.AttChoose1")).toBe("COMPLETED#Completed");
  expect(form.calls).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).include("autenti-lookup").analyze();
  expect(violations).toEqual([]);
});

test("a look-up in a list changes its own cell only, in the language of the form", async ({ form, page }) => {
  await form.open(
    `<autenti-lookup lang="pl" source="recipient-roles" only="SIGNER,VIEWER" list="140" row="1" column="DET_Att1"></autenti-lookup>`,
    PORTAL,
  );
  const select = page.getByRole("combobox", { name: "Wybierz…" });
  await expect(select.locator("option")).toHaveText(["Wybierz…", "Podpisujący", "Do wglądu"]);
  await select.selectOption({ label: "Do wglądu" });
  expect(await page.evaluate("rows[0].DET_Att1")).toBe("VIEWER#Do wglądu");
  // What somebody else writes shows by itself.
  await page.evaluate(() => Object.assign(window, { x: (window as any).SetSubValue(140, 1, "DET_Att1", "SIGNER#Podpisujący") }));
  await page.clock.runFor(1100);
  await expect(select).toHaveValue("SIGNER#Podpisujący");
});

test("a look-up keeps a value that it does not know, and one that is only looked at cannot be changed", async ({ form, page }) => {
  await form.open(`<autenti-lookup source="recipient-roles" field="AttChoose1"></autenti-lookup>`, PORTAL);
  const select = page.getByRole("combobox");
  await expect(select).toHaveValue("DRAFT#Roboczy");
  await expect(select.locator("option:checked")).toHaveText("Roboczy");
  expect(await page.evaluate("written")).toEqual([]);
  await page.evaluate(() => Object.assign(window, { G_EDITVIEW: false }));
  await page.clock.runFor(1100);
  await expect(select).toBeDisabled();
});

test("labels are asked for from the proxy, with the ticket; a failure is told and loses nothing", async ({ form, page }) => {
  form.answers["GET /v1/lookups/labels"] = () => ({
    json: [{ id: "TAG:1", name: "HR", namePl: "Kadry", nameDe: "Personal", value: "TAG:1#HR" }],
  });
  const element = `<autenti-lookup ${ON_PAGE} source="labels" field="AttText1" label="Label"></autenti-lookup>`;
  await form.open(element, PORTAL);
  await page.getByRole("combobox", { name: "Label" }).selectOption({ label: "HR" });
  expect(await page.evaluate("fields.AttText1")).toBe("TAG:1#HR");
  expect(form.called("GET", "/v1/lookups/labels")[0].headers.authorization).toMatch(/^Bearer /);
  form.answers["GET /v1/lookups/labels"] = () => ({ status: 503, json: { title: "Autenti does not answer.", detail: "Try later." } });
  await form.open(element, PORTAL.replace('AttText1: ""', 'AttText1: "TAG:1#HR"'));
  await expect(page.getByText("Autenti does not answer. Try later.")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Label" })).toHaveValue("TAG:1#HR");
});

test("a look-up has its ticket from where the panel has it, also when that comes later", async ({ form, page }) => {
  form.answers["GET /v1/lookups/labels"] = (request) =>
    request.headers().authorization
      ? { json: [{ id: "TAG:1", name: "HR", namePl: "Kadry", nameDe: "Personal", value: "TAG:1#HR" }] }
      : { status: 401, json: { title: "Not signed in.", detail: "There is no ticket." } };
  form.answers["GET /ticket"] = () => ({ status: 405 });
  form.answers["POST /ticket"] = () => ({ json: { Data: [{ ticket: ticket() }] } });
  const lookup = `<autenti-lookup source="labels" field="AttText1" label="Label"></autenti-lookup>`;
  const options = page.getByRole("combobox", { name: "Label" }).locator("option");
  await form.open(`<autenti-signing proxy="${PROXY}" ticket-url="/ticket">${lookup}</autenti-signing>`, PORTAL);
  await expect(options).toHaveText(["Choose…", "HR"]);
  await form.open(`<autenti-signing proxy="${PROXY}">${lookup}</autenti-signing>`, PORTAL);
  await expect(page.getByText("There is no ticket.")).toBeVisible();
  await page.evaluate((ticket) => document.querySelector("autenti-signing")!.setAttribute("ticket", ticket), ticket());
  await expect(options).toHaveText(["Choose…", "HR"]);
});

test("a look-up that something else than the proxy answers says so", async ({ form, page }) => {
  form.answers["GET /v1/lookups/labels"] = () => ({ body: "<html>Sign in</html>", contentType: "text/html" });
  await form.open(`<autenti-lookup ${ON_PAGE} source="labels" field="AttText1" label="Label"></autenti-lookup>`, PORTAL);
  await expect(page.getByText("The choices could not be loaded. What is chosen stays.")).toBeVisible();
});

test("a look-up that is taken away leaves no timer behind", async ({ form, page }) => {
  await form.open(`<autenti-lookup source="recipient-roles" field="AttChoose1"></autenti-lookup>`, PORTAL);
  await expect(page.getByRole("combobox")).toBeVisible();
  await page.evaluate(() => {
    document.querySelector("autenti-lookup")!.remove();
    Object.assign(window, { asked: 0, GetValue: () => ((window as any).asked += 1) });
  });
  await page.clock.runFor(5000);
  expect(await page.evaluate("asked")).toBe(0);
});

test("fixed look-ups answer scripts without a request, in each language", async ({ form, page }) => {
  await form.open("");
  const rows = await page.evaluate(() => window.autentiForm.lookup("signature-types", { lang: "pl", only: "basic" }));
  expect(rows).toEqual([
    {
      id: "BASIC",
      name: "Autenti E-signature",
      namePl: "E-podpis Autenti",
      nameDe: "Autenti E-Signatur",
      value: "BASIC#E-podpis Autenti",
    },
  ]);
  expect(form.calls).toEqual([]);
});

test("a script may ask for labels, of a proxy that did not serve it too", async ({ form, page }) => {
  form.answers["GET /v1/lookups/labels"] = () => ({ json: [{ id: "TAG:1", name: "HR", value: "TAG:1#HR" }] });
  await form.open("");
  const ask = (options: object) =>
    page.evaluate((options) => window.autentiForm.lookup("labels", { lang: "en", ticket: "t", ...options }), options);
  expect(await ask({})).toHaveLength(1);
  await page.route("http://other.example.com/v1/lookups/labels**", (route) =>
    route.fulfill({ json: [], headers: { "access-control-allow-origin": "*", "access-control-allow-headers": "*" } }),
  );
  expect(await ask({ proxy: "http://other.example.com" })).toEqual([]);
});

test("the list is validated while it is typed, row by row, before anything is saved", async ({ form, page }) => {
  form.signing = { ...signings["not-sent"], list: LIST };
  await form.open(`<autenti-signing ${ON_PAGE}></autenti-signing>`, PORTAL);
  await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  const type = async (change: string) => {
    await page.evaluate(change);
    await page.clock.runFor(700);
  };
  await type(`rows[0].DET_Att4 = "anna@"`);
  await expect(page.getByText("“anna@” is not an e-mail address.")).toBeVisible();
  await type(`rows[0].DET_Att4 = "anna@example.com"; rows[0].DET_Att1 = "APPROVER#Approver"`);
  await expect(page.getByText("“anna@” is not an e-mail address.")).toBeHidden();
  await expect(page.locator("autenti-signing .violation, autenti-signing .note").first()).toBeVisible();
  await type(`rows[0].DET_Att1 = "SIGNER#Signer"`);
  await expect(page.locator("autenti-signing .violation")).toHaveCount(0);
  // A row that is new on the page belongs to none that is saved; it is told all the same.
  await type(`for (let i = 0; i < 3; i++) rows.push({ ...rows[0], DET_Att4: i + "@example.com" }); rows[3].DET_Att3 = ""`);
  await expect(page.getByText(/^Row 4/)).toBeVisible();
  // Once the form is saved, the proxy validates what was saved.
  await page.evaluate(() => Object.assign(window, { G_EDITVIEW: false }));
  await page.clock.runFor(700);
  await expect(page.getByText(/^Row 4/)).toBeHidden();
});

test("the panel shows what is typed beside what is said of it, and nothing of a row in which nobody typed", async ({ form, page }) => {
  form.signing = { ...signings["not-sent"], list: LIST };
  await form.open(`<autenti-signing ${ON_PAGE}></autenti-signing>`, PORTAL);
  await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  const type = async (change: string) => {
    await page.evaluate(change);
    await page.clock.runFor(700);
  };
  const rows = page.locator("autenti-signing .row");
  await type(`rows[0].DET_Att4 = "anna@"; rows[0].DET_Att3 = "Nowakowska"`);
  await expect(rows.first()).toContainText("Anna Nowakowska");
  await expect(rows.first().getByText("anna@", { exact: true })).toBeVisible();
  await expect(rows.first().getByText("“anna@” is not an e-mail address.")).toBeVisible();
  await expect(page.getByText("anna.nowak@example.com")).toHaveCount(0);
  await type(`rows[0].DET_Att4 = "anna@example.com"`);
  await expect(page.locator("autenti-signing .violation")).toHaveCount(0);
  // A row that was just added, with what the portal puts in by itself.
  await type(`rows.push({ DET_Att1: "SIGNER#Signer", DET_Att2: "", DET_Att3: "", DET_Att4: "", DET_Att5: "BASIC#Autenti" })`);
  await expect(rows).toHaveCount(2);
  await expect(page.locator("autenti-signing .violation")).toHaveCount(0);
  // Once something is typed, all that is missing is told.
  await type(`rows[1].DET_Att2 = "Jan"`);
  await expect(rows.nth(1).locator(".violation")).toHaveCount(2);
  // A wholly empty row at the end is none; between others it is one mistake.
  await type(`rows[1] = { DET_Att1: "", DET_Att2: "", DET_Att3: "", DET_Att4: "", DET_Att5: "" }`);
  await expect(rows).toHaveCount(1);
  await expect(page.locator("autenti-signing .violation")).toHaveCount(0);
});

test("what was said of the page's list is not said any more once the form is not edited", async ({ form, page }) => {
  form.signing = { ...signings["not-sent"], list: LIST };
  await form.open(`<autenti-signing ${ON_PAGE}></autenti-signing>`, PORTAL);
  await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  await page.evaluate(`rows[0].DET_Att4 = "anna@"`);
  await page.clock.runFor(700);
  await expect(page.getByText("“anna@” is not an e-mail address.")).toBeVisible();
  // The form is left, and something else than the next look is what notices it first.
  await page.evaluate(() => {
    Object.assign(window, { G_EDITVIEW: false });
    document.querySelector("autenti-signing")!.setAttribute("status", "DRAFT");
  });
  await expect(page.getByText("“anna@” is not an e-mail address.")).toBeHidden();
  await expect(page.getByRole("button", { name: "Send for signature" })).toBeEnabled();
  // The same where the field is made again, as after a save.
  await page.evaluate(() => Object.assign(window, { G_EDITVIEW: true }));
  await page.evaluate(() => document.querySelector("autenti-signing")!.setAttribute("status", ""));
  await expect(page.getByText("“anna@” is not an e-mail address.")).toBeVisible();
  await page.evaluate(() => {
    Object.assign(window, { G_EDITVIEW: false });
    const field = document.querySelector("main")!;
    field.innerHTML = field.innerHTML;
  });
  await expect(page.getByRole("button", { name: "Send for signature" })).toBeEnabled();
  await expect(page.getByText("“anna@” is not an e-mail address.")).toBeHidden();
});

/** The form is opened at 12:02; before, and a while after. */
const [EARLIER, LATER, LATER_STILL] = ["2026-11-23T11:58:00Z", "2026-11-23T12:03:00Z", "2026-11-23T12:04:00Z"];

test("what the proxy writes while a form is edited stands on it, and on no other", async ({ form, page }) => {
  const told = (...written: [string, string, string][]) => ({
    ...signings["in-progress"],
    written: written.map(([field, value, at]) => ({ field, value, at })),
  });
  const refresh = () => page.getByRole("button", { name: "Refresh" }).click();
  form.signing = told(["AttText1", "DOCUMENT_PROCESS:1", EARLIER], ["AttChoose1", "PROCESSING#In progress", EARLIER]);
  await form.open(`<autenti-signing ${ON_PAGE}></autenti-signing>`, PORTAL);
  await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  // What was written before the form was opened it knows, or somebody put something else in its place.
  form.signing = told(["AttText1", "DOCUMENT_PROCESS:2", LATER], ["AttChoose1", "DRAFT#Not sent yet", LATER]);
  await page.clock.fastForward(60_000);
  await refresh();
  // Only what differs is written, because writing runs the field's rule.
  await expect.poll(() => page.evaluate("written")).toEqual([["AttText1", "DOCUMENT_PROCESS:2", { forceOnReadonly: true }]]);
  // What somebody types over it stays until there is something new.
  await page.evaluate(`fields.AttText1 = "mine"`);
  form.signing = told(["AttText1", "DOCUMENT_PROCESS:2", LATER], ["AttChoose1", "COMPLETED#Completed", LATER_STILL]);
  await page.clock.fastForward(60_000);
  await refresh();
  await expect.poll(() => page.evaluate("fields.AttChoose1")).toBe("COMPLETED#Completed");
  expect(await page.evaluate("fields.AttText1")).toBe("mine");
  // Only while it is edited.
  await page.evaluate(`G_EDITVIEW = false; fields.AttChoose1 = ""`);
  form.signing = told(["AttChoose1", "REJECTED#Rejected", "2026-11-23T12:05:00Z"]);
  await page.clock.fastForward(60_000);
  await refresh();
  await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  expect(await page.evaluate("fields.AttChoose1")).toBe("");
});

test("nothing is written to a form of another instance, however slowly the page loads", async ({ form, page }) => {
  const later = new Date("2026-11-23T12:03:00Z");
  form.signing = {
    ...signings["in-progress"],
    written: [{ field: "AttText1", value: "DOCUMENT_PROCESS:1", at: later.toISOString() }],
  };
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  // What is there to write waits for the module; the status is shown before.
  await page.route("**/autenti-form-*.wasm", async (route) => (await gate, route.fallback()));
  const asked = page.waitForRequest("**/autenti-form-*.wasm");
  await form.open(`<autenti-signing ${ON_PAGE} status="PROCESSING"></autenti-signing>`, PORTAL);
  await expect(page.getByText("In progress")).toBeVisible();
  await asked;
  // The person goes on to the next instance before the rest is there.
  await page.evaluate(`G_WFELEM = "13#SIG/13"; document.querySelector("autenti-signing").remove()`);
  letGo();
  await page.waitForResponse("**/autenti-form-*.wasm");
  await page.evaluate(() => window.autentiForm.ready());
  await page.evaluate(() => new Promise((done) => queueMicrotask(() => done(undefined))));
  await page.clock.runFor(1000);
  expect(await page.evaluate("written")).toEqual([]);
});

test("what the proxy wrote into rows stands in the rows of those it is about, wherever they are now", async ({ form, page }) => {
  const cells = (status: string) => [
    { field: "DET_Att7", value: status, at: LATER },
    { field: "DET_Att8", value: "", at: LATER },
  ];
  form.signing = {
    ...signings["in-progress"],
    writtenRows: {
      list: 140,
      columns: { email: "DET_Att4", role: "DET_Att1", autentiId: "DET_Att9" },
      rows: [
        { email: "anna@example.com", role: "SIGNER", autentiId: "p1", cells: cells("COMPLETED#Completed") },
        { email: "anna@example.com", role: "APPROVER", autentiId: "p2", cells: cells("REJECTED#Rejected") },
        { email: "jan@example.com", role: null, autentiId: "p3", cells: cells("PENDING#Pending") },
        { email: "gone@example.com", role: "SIGNER", autentiId: "p4", cells: cells("PENDING#Pending") },
      ],
    },
  };
  const row = (email: string, role: string, rest: object = {}) => ({
    DET_Att1: role, DET_Att4: email, DET_Att7: "", DET_Att8: "", DET_Att9: "", ...rest,
  });
  // In another order than they were sent in; an address that was changed meanwhile, and a row that is nobody's.
  const rows = [
    row("new@example.com", "SIGNER#Signer"),
    row("ANNA@example.com ", "APPROVER#Approver"),
    row("jan.new@example.com", "SIGNER#Signer", { DET_Att9: "p3", DET_Att7: "PENDING#Oczekujący" }),
    row("anna@example.com", "SIGNER#Signer", { DET_Att8: "old" }),
  ];
  await form.open(
    `<autenti-signing ${ON_PAGE}></autenti-signing>`,
    `${PORTAL}<script>window.rows = ${JSON.stringify(rows)}</script>`,
  );
  await expect.poll(() => page.evaluate("written")).toEqual([
    [2, "DET_Att7", "REJECTED#Rejected", true],
    [4, "DET_Att7", "COMPLETED#Completed", true],
    [4, "DET_Att8", "", true],
  ]);
});

test("mistakes stand under those who made them, also when rows were moved or deleted on the page", async ({ form, page }) => {
  const person = (row: number, firstName: string, email: string) => ({
    ...signings["not-sent"].recipients[0], id: `row:${row}`, row, firstName, lastName: "Nowak", email,
  });
  form.signing = { ...signings["not-sent"], recipients: [person(1, "Ewa", "ewa@example.com"), person(2, "Anna", "anna@example.com")], list: LIST };
  // Ewa's row was deleted on the page: Anna is the first now, and her name is missing.
  await form.open(`<autenti-signing ${ON_PAGE}></autenti-signing>`, PORTAL.replace('DET_Att3: "Nowak"', 'DET_Att3: ""'));
  const row = (name: string) => page.locator("autenti-signing li[part=row]").filter({ hasText: name });
  await expect(row("Anna")).toContainText("Row 1");
  // What is validated is what is shown: whoever is not on the page any more is not in the panel either.
  await expect(row("Ewa")).toHaveCount(0);
});

test("the page is told when a document begins to be sent and when that is over", async ({ form, page }) => {
  form.signing = signings.sending;
  await form.open(undefined, "<script>told = []; addEventListener('autenti-sending', (e) => told.push(e.detail.running))</script>");
  await expect(page.getByText("Uploading files: 2 of 3")).toBeVisible();
  // Writing back may wait for this very form to be saved, so it holds nothing up.
  form.signing = { ...signings["in-progress"], sending: { step: "write-back", done: 3, of: 3, code: "form_checked_out", retrying: true } };
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect.poll(() => page.evaluate("told")).toEqual([true, false]);
});
