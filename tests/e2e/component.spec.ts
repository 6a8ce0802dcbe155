// What the elements do on a page, with a proxy that answers what the test says. What each state looks and reads like is
// for the gallery (gallery.spec.ts).

import { FORM, PROXY, expect, problem, signings, test, ticket } from "./component-form";

const ON_PAGE = `proxy="${PROXY}" ticket="${ticket()}"`;

test("what the form knows stands there in its language although the wasm is blocked, with a way to retry", async ({ form, page }) => {
  form.wasm = "missing";
  await form.open(`<autenti-status ${ON_PAGE} lang="pl" status="COMPLETED#Zakończony"></autenti-status>`);
  await expect(page.getByText("Zakończony")).toBeVisible();
  const retry = page.getByRole("button", { name: "Spróbuj ponownie" });
  await expect(retry).toBeVisible();
  form.wasm = "served";
  form.signing = signings.completed;
  await retry.click();
  await expect(retry).toBeHidden();
  await expect(page.getByText("Zakończony")).toBeVisible();
});

test("it works under a policy without inline styles and scripts", async ({ form, page }) => {
  form.csp = `default-src 'none'; script-src ${PROXY} 'wasm-unsafe-eval'; connect-src ${PROXY}`;
  await form.open();
  await expect(page.getByRole("list", { name: "Recipients" })).toBeVisible();
  await expect(page.locator("autenti-signing .badge").first()).toHaveCSS("border-radius", "12px");
});

test("the script may run many times, and elements with one ticket share one request", async ({ form, page }) => {
  await form.open(
    `<autenti-status ${ON_PAGE}></autenti-status><autenti-recipients ${ON_PAGE}></autenti-recipients>
     <script src="${PROXY}/assets/autenti-form.js?again"></script>`,
  );
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  expect(form.called("GET", "/v1/signing")).toHaveLength(1);
  await expect.poll(() => form.called("GET", "/v1/signing/events").length).toBe(1);
});

test("a re-created field shows the state at once and asks nothing again", async ({ form, page }) => {
  await form.open();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  const shown = await page.evaluate(() => {
    const field = document.querySelector("main")!;
    const html = field.innerHTML;
    field.innerHTML = "";
    field.innerHTML = html;
    return field.firstElementChild!.shadowRoot!.textContent;
  });
  expect(shown).toContain("Anna Nowak");
  expect(form.called("GET", "/v1/signing")).toHaveLength(1);
});

test("500 elements made and removed leave nothing behind", async ({ form, page }) => {
  await form.open("");
  await page.evaluate(() => window.autentiForm.ready());
  await page.evaluate((attributes) => {
    const field = document.querySelector("main")!;
    for (let round = 0; round < 500; round++) {
      field.innerHTML = `<autenti-signing ${attributes}></autenti-signing>`;
      field.innerHTML = "";
    }
  }, ON_PAGE);
  const leakCounters = () => page.evaluate(() => window.autentiForm.leakCounters());
  expect((await leakCounters()).elements).toBe(0);
  await page.clock.runFor(6_000);
  await expect.poll(leakCounters).toEqual({ elements: 0, signings: 0, streams: 0, timers: 0, listeners: 0 });
});

test("nothing of the panel lies above the portal's own toolbar", async ({ form, page }) => {
  const toolbar = `<header style="position:fixed;inset:0;z-index:1;background:#fff"></header>`;
  await form.open(`${toolbar}<autenti-signing ${ON_PAGE}></autenti-signing>`);
  await expect(page.locator("autenti-signing .mark").first()).toBeAttached();
  const above = await page.evaluate(() => {
    const marks = [...document.querySelector("autenti-signing")!.shadowRoot!.querySelectorAll(".mark")];
    return marks.map((mark) => {
      const { x, y, width, height } = mark.getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2)?.localName;
    });
  });
  expect(above).toEqual(["header", "header", "header"]);
});

test("Send asks first, is done once, and its progress is shown", async ({ form, page }) => {
  form.signing = signings["not-sent"];
  form.answers["POST /v1/signing/send"] = () => {
    form.signing = signings.sending;
    return { status: 202, json: signings.sending };
  };
  await form.open();
  await page.getByRole("button", { name: "Send for signature" }).click();
  const dialog = page.getByRole("dialog", { name: "Send for signature?" });
  await expect(dialog.getByText("jan.kowalski@example.com")).toBeVisible();
  await expect(dialog.getByText("umowa-12-2026.pdf")).toBeVisible();
  await dialog.getByRole("button", { name: "Send for signature" }).dblclick();
  await expect(page.getByText("Uploading files: 2 of 3")).toBeVisible();
  expect(form.called("POST", "/v1/signing/send")).toHaveLength(1);
  expect(form.called("POST", "/v1/signing/send")[0].headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("a repeat after a lost answer carries the same key; after a refusal, another", async ({ form, page }) => {
  form.signing = signings["not-sent"];
  const answers = [
    undefined,
    problem(422, "recipients_invalid", "The list needs corrections", "Nothing was sent.", {
      violations: [{ row: 12, position: 2, field: "email", rule: "required", message: "Row 2: no e-mail." }],
    }),
    { status: 202, json: signings.sending },
  ];
  await form.open();
  await page.route("**/v1/signing/send", (route) => {
    const answer = answers.shift();
    if (route.request().method() === "OPTIONS") {
      answers.unshift(answer);
      return route.fallback();
    }
    form.calls.push({ method: "POST", path: "/send", headers: route.request().headers(), body: null });
    return answer ? route.fulfill({ ...answer, headers: { "access-control-allow-origin": "*" } }) : route.abort();
  });
  await page.getByRole("button", { name: "Send for signature" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Row 2: no e-mail.")).toBeVisible();
  const keys = form.called("POST", "/send").map((call) => call.headers["idempotency-key"]);
  expect(keys[1]).toBe(keys[0]);
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
});

test("a form that is being edited cannot be sent, and says why", async ({ form, page }) => {
  form.signing = signings["not-sent"];
  await form.open(`<autenti-signing ${ON_PAGE} mode="edit"></autenti-signing>`);
  const send = page.getByRole("button", { name: "Send for signature" });
  await expect(send).toHaveAttribute("aria-disabled", "true");
  await expect(send).toHaveAccessibleDescription("Save the form first, then send it for signature.");
});

test("Sign now opens Autenti in a tab of its own, and coming back reads anew", async ({ form, page, context }) => {
  form.signing = signings["my-turn"];
  form.answers["POST /v1/signing/link"] = () => ({ json: { url: "http://autenti.example.com/sign" } });
  await form.open();
  await context.route("http://autenti.example.com/**", (route) =>
    route.fulfill({ contentType: "text/html", body: "<title>Autenti</title>" }),
  );
  const opened = context.waitForEvent("page");
  await page.getByRole("button", { name: "Sign now" }).first().click();
  const tab = await opened;
  await expect(tab).toHaveURL("http://autenti.example.com/sign");
  expect(await tab.evaluate(() => [window.opener, document.referrer])).toEqual([null, ""]);
  form.signing = signings.completed;
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.getByText("Everybody has signed.")).toBeVisible();
  const forced = form.called("GET", "/v1/signing").at(-1);
  expect(forced?.headers["cache-control"]).toBe("no-cache");
});

test("where the browser blocks the tab, the link is there to press", async ({ form, page }) => {
  form.signing = signings["my-turn"];
  form.answers["POST /v1/signing/link"] = () => ({ json: { url: "http://autenti.example.com/sign" } });
  await form.open();
  await page.evaluate(() => (window.open = () => null));
  await page.getByRole("button", { name: "Sign now" }).first().click();
  await expect(page.getByRole("link", { name: "Open Autenti" })).toHaveAttribute("href", "http://autenti.example.com/sign");
});

test("a tab that is closed before the link comes leaves the link to press", async ({ form, page, context }) => {
  form.signing = signings["my-turn"];
  let answer = (_: object) => {};
  const late = new Promise<object>((resolve) => (answer = resolve));
  form.answers["POST /v1/signing/link"] = async () => ({ json: await late });
  await form.open();
  const opened = context.waitForEvent("page");
  await page.getByRole("button", { name: "Sign now" }).first().click();
  await (await opened).close();
  answer({ url: "http://autenti.example.com/sign" });
  await expect(page.getByRole("link", { name: "Open Autenti" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign now" }).first()).toBeEnabled();
});

test("a link that is no address of the web is not followed", async ({ form, page }) => {
  form.signing = signings["my-turn"];
  form.answers["POST /v1/signing/link"] = () => ({ json: { url: "javascript:alert(1)" } });
  await form.open();
  await page.evaluate(() => (window.open = () => null));
  await page.getByRole("button", { name: "Sign now" }).first().click();
  await expect(page.locator(".note").getByText("The answer cannot be read")).toBeVisible();
  await expect(page.getByRole("link")).toHaveCount(0);
});

test("Remind says who was reminded and who was not, and why", async ({ form, page }) => {
  form.signing = signings["in-parallel"];
  form.answers["POST /v1/signing/reminders"] = () => ({
    json: { reminded: ["p1"], skipped: [{ id: "p2", reason: "reminded an hour ago" }] },
  });
  await form.open();
  await page.getByRole("button", { name: "Remind all" }).click();
  await page.getByRole("dialog", { name: "Remind these people?" }).getByRole("button", { name: "Remind all" }).click();
  await expect(page.locator(".note").getByText("Reminder sent to Anna Nowak.")).toBeVisible();
  await expect(page.getByText("Jan Kowalski: reminded an hour ago")).toBeVisible();
});

test("Withdraw asks first, Escape changes nothing, and a failure is told in words", async ({ form, page }) => {
  form.answers["POST /v1/signing/withdrawal"] = () =>
    problem(503, "autenti_unavailable", "Autenti does not answer", "Nothing was lost.");
  await form.open();
  const button = page.getByRole("button", { name: "Withdraw" });
  await button.click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(button).toBeFocused();
  expect(form.called("POST", "/v1/signing/withdrawal")).toHaveLength(0);
  await button.click();
  await page.getByRole("button", { name: "Withdraw the document" }).click();
  await expect(page.locator("autenti-signing .note").getByText("Autenti does not answer")).toBeVisible();
  await expect(page.getByText("Request number: 01JD-REQUEST")).toBeVisible();
});

test("the signed PDF is downloaded under the name that the proxy gives", async ({ form, page }) => {
  form.signing = signings.completed;
  form.answers["GET /v1/signing/document"] = () => ({
    headers: { "content-disposition": "attachment; filename=\"u.pdf\"; filename*=UTF-8''umowa%20%C5%BC.pdf" },
    contentType: "application/pdf",
    body: "%PDF-1.7",
  });
  await form.open();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download signed PDF" }).click();
  expect((await download).suggestedFilename()).toBe("umowa ż.pdf");
});

test("the signature card is downloaded, and the signed PDF opens where the portal shows it", async ({ form, page }) => {
  const attachment = { id: 7, name: "umowa-signed.pdf", href: "https://portal.example.com/7" };
  form.signing = { ...signings.completed, hasCard: true, attachment };
  form.answers["GET /v1/signing/document"] = (request) => ({
    headers: { "content-disposition": `attachment; filename="${new URL(request.url()).searchParams.get("part")}.pdf"` },
    contentType: "application/pdf",
    body: "%PDF-1.7",
  });
  await form.open();
  await expect(page.getByRole("link", { name: "Saved on the form as umowa-signed.pdf" })).toHaveAttribute("href", attachment.href);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download signature card" }).click();
  expect((await download).suggestedFilename()).toBe("card.pdf");
});

test("Sign now stands there once, and on the row only where the recipients stand alone", async ({ form, page }) => {
  form.signing = signings["my-turn"];
  await form.open();
  const signNow = page.getByRole("button", { name: "Sign now" });
  await expect(signNow).toHaveCount(1);
  await expect(page.locator(".row").getByRole("button", { name: "Sign now" })).toHaveCount(0);
  await form.open(`<autenti-recipients proxy="${PROXY}" ticket="${ticket()}"></autenti-recipients>`);
  await expect(page.locator(".row", { hasText: "Jan Kowalski" }).getByRole("button", { name: "Sign now" })).toBeVisible();
  await expect(signNow).toHaveCount(1);
});

test("who has signed is told so, while others still have to", async ({ form, page }) => {
  const [anna, jan] = signings["in-progress"].recipients as object[];
  form.signing = { ...signings["in-progress"], recipients: [{ ...anna, me: true }, jan] };
  await form.open();
  await expect(page.getByText("You have signed.")).toBeVisible();
  await expect(page.getByText(/Waiting for Jan Kowalski/)).toBeVisible();
});

test("an event changes what is shown, tells the page, and keeps the focus", async ({ form, page }) => {
  let go = (_: string) => {};
  const event = new Promise<string>((resolve) => (go = resolve));
  form.answers["GET /v1/signing/events"] = async () => ({ contentType: "text/event-stream", body: await event });
  await form.open();
  const told = page.evaluate(
    () => new Promise((resolve) => document.addEventListener("autenti-status", (e) => e.detail.status === "COMPLETED" && resolve(e.detail))),
  );
  const refresh = page.getByRole("button", { name: "Refresh" });
  await refresh.focus();
  form.signing = signings.completed;
  go(`id: 1\nevent: signing\ndata: ${JSON.stringify(signings.completed)}\n\n`);
  expect(await told).toEqual({ status: "COMPLETED", previous: "PROCESSING" });
  await expect(page.getByText("Everybody has signed.")).toBeVisible();
  await expect(refresh).toBeFocused();
});

test("an expired ticket keeps what is shown and offers to reload", async ({ form, page }) => {
  await form.open();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  form.answers["GET /v1/signing"] = () =>
    problem(401, "ticket_expired", "This form has been open for too long", "Reload the form to go on.");
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByRole("button", { name: "Reload the form" })).toBeVisible();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await expect(page.getByRole("button", { name: "Withdraw" })).toBeHidden();
});

test("a ticket for another instance shows nothing of it", async ({ form, page }) => {
  await form.open(undefined, "<script>window.G_WFELEM = '99#SIG'</script>");
  await expect(page.locator(".note").getByText("It was made for instance 12, but the form shows instance 99.")).toBeVisible();
  expect(form.called("GET", "/v1/signing")).toHaveLength(0);
});

test("a ticket address that takes POST only is asked by POST", async ({ form, page }) => {
  form.answers["GET /automation/ticket"] = () => ({ status: 405, json: { Description: "POST only", Guid: "1" } });
  form.answers["POST /automation/ticket"] = () => ({ json: { Data: { Ticket: ticket() } } });
  await form.open(`<autenti-signing proxy="${PROXY}" ticket-url="/automation/ticket"></autenti-signing>`);
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  expect(form.called("POST", "/automation/ticket")).toHaveLength(1);
});

test("an answer that comes late does not undo what an event has told since", async ({ form, page }) => {
  let answer = (_: object) => {};
  const late = new Promise<object>((resolve) => (answer = resolve));
  let tell = (_: string) => {};
  const event = new Promise<string>((resolve) => (tell = resolve));
  form.signing = signings["not-sent"];
  form.answers["POST /v1/signing/send"] = async () => ({ status: 202, json: await late });
  form.answers["GET /v1/signing/events"] = async () => ({ contentType: "text/event-stream", body: await event });
  await form.open(undefined, "<script>acted = 0; addEventListener('autenti-action', () => acted++)</script>");
  await page.getByRole("button", { name: "Send for signature" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send for signature" }).click();
  await expect.poll(() => form.called("POST", "/v1/signing/send").length).toBe(1);
  await expect.poll(() => form.called("GET", "/v1/signing/events").length).toBe(1);
  form.answers["GET /v1/signing/events"] = () => new Promise(() => {});
  form.signing = signings["in-progress"];
  tell(`id: 1\nevent: signing\ndata: ${JSON.stringify(signings["in-progress"])}\n\n`);
  await expect(page.getByText("1 of 2 signed")).toBeVisible();
  answer(signings.sending);
  await expect.poll(() => page.evaluate("acted")).toBe(1);
  expect(await page.getByText("Uploading files: 2 of 3").count()).toBe(0);
  await expect(page.getByText("1 of 2 signed")).toBeVisible();
});

test("a form without a ticket says what to do", async ({ form, page }) => {
  await form.open(`<autenti-signing proxy="${PROXY}"></autenti-signing>`);
  await expect(page.locator("autenti-signing .note").getByText("Signing is not available yet")).toBeVisible();
});

test("the rules answer scripts too", async ({ form, page }) => {
  await form.open("");
  const broken = await page.evaluate(() =>
    window.autentiForm.validateRecipients([{ firstName: "Anna", lastName: "Nowak", email: "anna@", role: "SIGNER" }]),
  );
  expect(broken.map((violation) => [violation.field, violation.rule])).toEqual([
    ["email", "email_malformed"],
    ["signatureType", "required"],
  ]);
});

test("in 320 pixels nothing sticks out", async ({ form, page }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  form.signing = signings["in-parallel"];
  await form.open(`<autenti-signing ${ON_PAGE} lang="de"></autenti-signing>`);
  await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  expect(page.url()).toBe(FORM);
});

test("a ticket that a script brings is waited for; only when it does not come is that said", async ({ form, page }) => {
  const told = "<script>told = []; addEventListener('autenti-error', (e) => told.push(e.detail.code))</script>";
  await form.open(`<autenti-signing proxy="${PROXY}"></autenti-signing>`, told);
  await expect(page.getByText("Loading…")).toBeAttached();
  await page.clock.runFor(3000);
  await expect(page.getByText("Signing is not available yet")).toHaveCount(0);
  await page.evaluate((ticket) => document.querySelector("autenti-signing")!.setAttribute("ticket", ticket), ticket());
  await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  expect(await page.evaluate("told")).toEqual([]);
  await form.open(`<autenti-signing proxy="${PROXY}"></autenti-signing>`, told);
  await expect(page.getByText("Loading…")).toBeAttached();
  await page.clock.runFor(11_000);
  await expect(page.getByText("Signing is not available yet").first()).toBeVisible();
  // An empty one is an answer: the instance is new.
  await form.open(`<autenti-signing proxy="${PROXY}" ticket=""></autenti-signing>`, told);
  await expect(page.getByText("Signing is not available yet").first()).toBeVisible();
});

test("a portal that has no time to answer a ticket is asked again by itself", async ({ form, page }) => {
  let status = 503;
  form.answers["GET /ticket"] = () => (status === 200 ? { body: ticket() } : { status, body: "<html>Busy</html>" });
  await form.open(`<autenti-signing proxy="${PROXY}" ticket-url="/ticket"></autenti-signing>`);
  await expect(page.getByText("The answer cannot be read").first()).toBeVisible();
  status = 200;
  await page.clock.runFor(5000);
  await expect(page.getByText("Anna Nowak").first()).toBeVisible();
});

test("two fields with tickets of their own speak with one voice, and a new ticket leaves no connection behind", async ({ form, page }) => {
  const field = (n: number) => `<div><autenti-signing proxy="${PROXY}" ticket="${ticket({ jti: n })}"></autenti-signing></div>`;
  await form.open(field(1) + field(2));
  await expect(page.getByText("Anna Nowak")).not.toHaveCount(0);
  for (const n of [0, 1]) await expect(page.locator("autenti-signing").nth(n).getByText("Anna Nowak").first()).toBeVisible();
  // What is new is said once, though both show it.
  form.signing = { ...signings["in-progress"], status: "COMPLETED" };
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(page.locator("autenti-signing [aria-live]").filter({ hasText: "Document: Completed" })).toHaveCount(1);
  await expect(page.locator("autenti-signing").nth(1).getByText("Completed").first()).toBeVisible();
  form.signing = signings["in-progress"];
  const leakCounters = () => page.evaluate(() => window.autentiForm.leakCounters());
  await expect.poll(async () => (await leakCounters()).streams).toBe(2);
  await page.evaluate(() => document.querySelector("main > div")!.remove());
  for (let n = 3; n < 8; n++) {
    await page.evaluate((html) => (document.querySelector("main")!.innerHTML = html), field(n));
    await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  }
  await expect.poll(async () => (await leakCounters()).signings).toBe(1);
  await expect.poll(async () => (await leakCounters()).streams).toBe(1);
});

test("a field that is made again and asks for its ticket anew shows at once what is known, by one connection", async ({ form, page }) => {
  // As with the snippet of the guide: a rule of the portal answers the ticket a while later.
  const portal = `<script>window.G_WFELEM = "12#SIG/12"</script>`;
  const field = `<autenti-signing proxy="${PROXY}"></autenti-signing>`;
  const answer = (jti: number) =>
    page.evaluate((ticket) => document.querySelector("autenti-signing")!.setAttribute("ticket", ticket), ticket({ jti }));
  const leakCounters = () => page.evaluate(() => window.autentiForm.leakCounters());
  await form.open(field, portal);
  await answer(0);
  await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  for (let jti = 1; jti < 4; jti++) {
    await page.evaluate((html) => (document.querySelector("main")!.innerHTML = html), field);
    // Before the rule has answered.
    await expect(page.getByText("Anna Nowak").first()).toBeVisible();
    await expect(page.locator("autenti-signing .skeleton")).toHaveCount(0);
    await answer(jti);
    await expect.poll(async () => (await leakCounters()).signings).toBe(1);
    await expect.poll(async () => (await leakCounters()).streams).toBe(1);
    await expect(page.getByText("Anna Nowak").first()).toBeVisible();
  }
});
