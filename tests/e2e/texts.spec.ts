// Languages and texts: only those that a page needs are loaded, and a page may have its own.

import { PROXY, expect, problem, signings, test, ticket } from "./component-form";

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

const OWN = `<script>
  const ready = customElements.whenDefined("autenti-signing");
  ready.then(() => autentiForm.texts({ en: {
    NotPdfTitle: "No contract", NotPdfNamed: "Bitte {file} as PDF.", RuleEmailMalformed: "{email} cannot get mail.",
    RoleApprover: "Counsel", FormCheckedOutBy: "{who} has the pen.", NobodyRemindedBecause: "Alas. {reasons}",
    LiveMissing: "Only half of it is here.", StatusProcessing: "Running", Choose: "Pick",
  } }));
</script>`;

test("the page's own texts also take the place of what the proxy says", async ({ form, page }) => {
  form.signing = {
    ...signings["not-sent"],
    waiting: {
      code: "form_checked_out",
      detail: "Jan Kowalski is editing the form in WEBCON, so nothing can be written to it.",
      localized: { detail: { text: "FormCheckedOutBy", values: { who: "Jan {Kowalski}" } } },
    },
  };
  form.answers["POST /v1/signing/send"] = () =>
    problem(422, "not_pdf", "Not a PDF file", "“umowa.docx” is not a PDF file.", {
      localized: { title: { text: "NotPdfTitle" }, detail: { text: "NotPdfNamed", values: { file: "umowa.docx" } } },
    });
  await form.open(undefined, OWN);
  await expect(page.getByText("Jan {Kowalski} has the pen.")).toBeVisible();
  await page.getByRole("button", { name: "Send for signature" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
  await expect(page.getByText("No contract").first()).toBeVisible();
  await expect(page.getByText("Bitte umowa.docx as PDF.").first()).toBeVisible();
  await expect(page.getByText("is not a PDF file")).toHaveCount(0);
});

test("of words that are made of several texts, each may be the page's own", async ({ form, page }) => {
  const broken = (position: number, message: string, what: object) => ({
    row: null, position, field: "email", rule: "x", message,
    localized: { message: { text: "RuleInRow", values: { row: String(position), who: " (Anna)", what } } },
  });
  form.signing = {
    ...signings["not-sent"],
    violations: [
      broken(1, "?", { text: "RuleEmailMalformed", values: { email: "anna@" } }),
      broken(2, "?", { text: "RuleRoleNotAllowed", values: { role: { text: "RoleApprover" } } }),
      // What a newer proxy says in a text that is not known here stays as it is.
      broken(3, "Row 3 is new.", { text: "RuleOfTomorrow" }),
    ],
  };
  form.answers["POST /v1/signing/reminders"] = () =>
    problem(409, "nobody_to_remind", "Nobody", "No reminder was sent.", {
      localized: { detail: { text: "NobodyRemindedBecause", values: { reasons: ["Anna: ", { text: "SkippedTooSoon" }, "; Jan: ", { text: "SkippedDone" }] } } },
    });
  await form.open(undefined, OWN);
  await expect(page.getByText("Row 1 (Anna): anna@ cannot get mail.")).toBeVisible();
  await expect(page.getByText("Row 2 (Anna): the role “Counsel” cannot be used here.")).toBeVisible();
  await expect(page.getByText("Row 3 is new.")).toBeVisible();
  form.signing = signings["in-parallel"];
  await form.open(undefined, OWN);
  await page.getByRole("button", { name: "Remind all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remind all" }).click();
  await expect(
    page.getByText("Alas. Anna: cannot be reminded by Autenti now; Jan: is not asked to act now").first(),
  ).toBeVisible();
});

test("texts that are replaced later are read anew, with what the proxy said before", async ({ form, page }) => {
  const localized = { detail: { text: "FormCheckedOutBy", values: { who: "Jan" } } };
  form.signing = { ...signings["in-progress"], waiting: { code: "form_checked_out", detail: "Jan is editing.", localized } };
  await form.open();
  await expect(page.getByText("Jan is editing.")).toBeVisible();
  await page.evaluate(() => window.autentiForm.texts({ en: { FormCheckedOutBy: "{who} has it." } }));
  await expect(page.getByText("Jan has it.")).toBeVisible();
  // The same when the language changes: the proxy is asked in it.
  await page.evaluate(() => document.querySelector("autenti-signing")!.setAttribute("lang", "pl"));
  await expect.poll(() => form.called("GET", "/v1/signing").at(-1)?.headers["accept-language"]).toBe("pl");
});

test("texts that are said again are no news: nothing is loaded or asked again", async ({ form, page }) => {
  await form.open(undefined, OWN);
  await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  const asked = () => form.called("GET", "/v1/signing").length;
  const before = asked();
  const loaded: string[] = [];
  page.on("request", (request) => request.url().includes("texts") && loaded.push(request.url()));
  // As a field that is made again runs its script again.
  await page.evaluate(() => window.autentiForm.texts({ en: { Choose: "Pick", NotPdfTitle: "No contract" } }));
  await page.evaluate(() => window.autentiForm.texts({ en: { Choose: "Take" } }));
  await expect.poll(asked).toBe(before + 1);
  expect(loaded.length).toBeLessThanOrEqual(3);
});

test("texts of the page's own that cannot be loaded leave ours, and are tried again", async ({ form, page }) => {
  let isBroken = true;
  await page.route("**/autenti-proxy-texts-*", (route) => (isBroken ? route.abort() : route.fallback()));
  form.signing = signings["not-sent"];
  const own = `<script>addEventListener("DOMContentLoaded", () => autentiForm.texts({ en: { Send: "Off you go" } }))</script>`;
  await form.open(undefined, own);
  await expect(page.getByRole("button", { name: "Send for signature" })).toBeVisible();
  isBroken = false;
  await page.evaluate(() => window.autentiForm.ready());
  await expect(page.getByRole("button", { name: "Off you go" })).toBeVisible();
});

test("what is shown before anything is loaded may be the page's own too", async ({ form, page }) => {
  form.wasm = "missing";
  await form.open(`<autenti-signing ${ON_PAGE} status="PROCESSING"></autenti-signing>`, OWN);
  await expect(page.getByText("Running")).toBeVisible();
  await expect(page.getByText("Only half of it is here.")).toBeVisible();
});

test("what look-ups offer may be the page's own too, but not what is written to the form", async ({ form, page }) => {
  await form.open(`<autenti-lookup source="recipient-roles"></autenti-lookup>`, OWN);
  const select = page.getByRole("combobox", { name: "Pick" });
  await expect(select.locator("option")).toHaveText(["Pick", "Signer", "Counsel", "Reviewer", "Viewer"]);
  // What is written to WEBCON is called as WEBCON calls it.
  await expect(select.locator("option").nth(2)).toHaveAttribute("value", "APPROVER#Approver");
  expect(await page.evaluate(() => window.autentiForm.lookup("recipient-roles", { lang: "en", only: "APPROVER" }))).toEqual([
    { id: "APPROVER", name: "Counsel", namePl: "Parafujący", nameDe: "Paraphierender", value: "APPROVER#Approver" },
  ]);
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
