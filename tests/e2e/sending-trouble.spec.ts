// Sending that does not go as it should: what people read, what they can do about it, and what is said aloud.

import { expect, signings, test } from "./component-form";

const sending = (more: object) => ({
  ...signings.sending,
  sending: { step: "files", done: 1, of: 3, code: null, retrying: false, ...more },
});
const tried = (more: object = {}) =>
  sending({
    code: "autenti_unavailable",
    detail: "Autenti does not answer",
    retrying: true,
    nextTryAt: "2026-11-23T12:30:00Z",
    canCancel: true,
    requestId: "S17",
    ...more,
  });

test("what is tried again is told in one sentence, with the time, and can be cancelled", async ({ form, page }) => {
  form.signing = tried();
  form.answers["DELETE /v1/signing/send"] = () => {
    form.signing = signings["not-sent"];
    return { json: signings["not-sent"] };
  };
  await form.open();
  await expect(page.getByText("Autenti does not answer. Next try: 13:30")).toBeVisible();
  await expect(page.getByText(/by itself/)).toHaveCount(0);
  await page.getByRole("button", { name: "Cancel sending" }).click();
  await expect(page.getByText("Sending was cancelled; nobody was invited.").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Send for signature" })).toBeVisible();
  expect(form.called("DELETE", "/v1/signing/send")).toHaveLength(1);
});

test("while nobody knows whether it is out, that is said and nothing can be cancelled", async ({ form, page }) => {
  form.signing = tried({ inDoubt: true, canCancel: false });
  await form.open();
  await expect(page.getByText(/Autenti has not told yet whether the document went out/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel sending" })).toHaveCount(0);
});

test("what Autenti says comes after ours, as theirs, with a number to pass on", async ({ form, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  form.signing = sending({
    code: "autenti_refused",
    detail: "Autenti refused the request. Pass the request number on to the person who looks after the process.",
    upstream: "Quota exceeded",
    requestId: "S17",
  });
  await form.open();
  const box = page.locator(".note", { hasText: "Sending has stopped" });
  const said = await box.innerText();
  expect(said.indexOf("Autenti refused the request")).toBeLessThan(said.indexOf("Message from Autenti"));
  const theirs = box.locator("blockquote");
  await expect(theirs).toHaveText("Quota exceeded");
  await expect(theirs).toHaveAttribute("lang", "");
  await expect(theirs).toHaveAttribute("translate", "yes");
  await expect(box.getByText("Request number: S17")).toBeVisible();
  await box.getByRole("button", { name: "Copy the request number" }).click();
  await expect(page.locator("[aria-live]").first()).toContainText("Copied.");
});

test("that sending failed, is tried again and goes on is said aloud", async ({ form, page }) => {
  form.signing = sending({});
  await form.open();
  await expect(page.getByText("Uploading files: 1 of 3")).toBeVisible();
  const said = page.locator("[aria-live]").first();
  const refresh = page.getByRole("button", { name: "Refresh" });
  const tell = async (body: object, words: string | RegExp) => {
    form.signing = body;
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expect(said).toContainText(words);
  };
  await expect(refresh).toBeVisible();
  await tell(tried(), "Sending has not worked yet. Autenti does not answer");
  await tell(sending({}), "Sending goes on.");
  await tell(sending({ code: "autenti_refused", detail: "No package." }), "Sending has stopped. No package.");
});

test("errors are said with what to do, and that the connection is back is said too", async ({ form, page }) => {
  await form.open();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  const said = page.locator("[aria-live]").first();
  form.answers["GET /v1/signing"] = () => ({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" });
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(said).toContainText("The answer cannot be read. Something between this form");
  await expect(page.locator(".note")).not.toHaveCount(0);
  delete form.answers["GET /v1/signing"];
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(said).toContainText("The connection is back.");
  // Nothing of the trouble stays.
  await expect(page.locator(".note")).toHaveCount(0);
});

test("that somebody was reminded is not said beside what they have done since", async ({ form, page }) => {
  form.signing = signings["in-parallel"];
  form.answers["POST /v1/signing/reminders"] = () => ({ json: { reminded: ["p1"], skipped: [] } });
  await form.open();
  await page.getByRole("button", { name: "Remind Anna Nowak" }).click();
  await expect(page.locator(".note").getByText("Reminder sent to Anna Nowak.")).toBeVisible();
  const [anna, ...others] = signings["in-parallel"].recipients as { status: string }[];
  form.signing = { ...signings["in-parallel"], recipients: [{ ...anna, status: "COMPLETED" }, ...others] };
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(page.getByText("Signed", { exact: true })).toBeVisible();
  await expect(page.getByText("Reminder sent to Anna Nowak.")).toHaveCount(0);
});

test("that an action did not reach the proxy is not said any more once the connection is back", async ({ form, page }) => {
  form.signing = signings["in-parallel"];
  form.answers["POST /v1/signing/reminders"] = () => ({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" });
  await form.open();
  await page.getByRole("button", { name: "Remind Anna Nowak" }).click();
  const row = page.locator(".row", { hasText: "Anna Nowak" });
  await expect(row.getByText("The answer cannot be read")).toBeVisible();
  form.answers["GET /v1/signing"] = () => ({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" });
  await page.getByRole("button", { name: "Refresh" }).click();
  const notes = page.locator(".note", { hasText: "The answer cannot be read" });
  await expect(notes).toHaveCount(2);
  delete form.answers["GET /v1/signing"];
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(notes).toHaveCount(0);
});

test("that the device is offline is said at once, and not any more when it is back", async ({ form, page, context }) => {
  await form.open();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await page.route("**/v1/signing", (route) => route.abort("internetdisconnected"));
  await context.setOffline(true);
  const note = page.locator(".note", { hasText: "No connection" });
  await expect(note).toBeVisible();
  await page.unroute("**/v1/signing");
  await context.setOffline(false);
  await expect(note).toHaveCount(0);
  await expect(page.locator("[aria-live]").first()).toContainText("The connection is back.");
});

test("who is awaited and who was reminded reads in order where names are written from right to left", async ({ form, page }) => {
  const [anna, jan] = signings["in-parallel"].recipients as object[];
  const david = { ...anna, firstName: "דוד", lastName: "כהן" };
  form.signing = { ...signings["in-parallel"], recipients: [david, jan] };
  const skipped = [{ id: "p1", reason: "reminders are switched off" }];
  form.answers["POST /v1/signing/reminders"] = () => ({ json: { reminded: ["p2"], skipped } });
  await form.open();
  const isolated = "\u2068דוד כהן\u2069";
  expect(await page.locator(".summary").textContent()).toContain(`Waiting for \u2068${isolated}, Jan Kowalski\u2069`);
  await page.getByRole("button", { name: "Remind all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remind all" }).click();
  const note = page.locator(".note");
  await expect(note).toContainText("Reminder sent to Jan Kowalski.");
  expect(await note.textContent()).toContain(`${isolated}: reminders are switched off`);
});
