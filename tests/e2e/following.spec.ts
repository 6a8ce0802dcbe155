// How a form follows its signing: with a stream where that is of use and there is room, and without one elsewhere.

import type { Page } from "@playwright/test";
import { expect, FORM, PROXY, problem, signings, test, ticket } from "./component-form";
import { test as onDemo, IN_PROGRESS, JAN } from "./demo";

/** A stream that says what the test says: an answer of a test ends when it has come; this one stays open, as a proxy's does. */
const SPEAKING_STREAM = `<script>{
  const { fetch } = window;
  window.ended = 0;
  window.fetch = async (request, options) => {
    if (!request.url?.endsWith("/events")) return fetch(request, options);
    const body = new ReadableStream({ start: (stream) => { window.say = (words) => stream.enqueue(new TextEncoder().encode(words)); } });
    request.signal.addEventListener("abort", () => window.ended++);
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
}</script>`;

const say = (page: Page, words: string) =>
  page.evaluate((words) => (window as unknown as { say(words: string): void }).say(words), words);

const streams = (form: { called(method: string, path: string): unknown[] }) => form.called("GET", "/v1/signing/events").length;

test("a document that has ended holds no stream, and coming back to it reads anew", async ({ form, page }) => {
  form.signing = signings.completed;
  await form.open();
  await expect(page.getByText("Everybody has signed.")).toBeVisible();
  await page.clock.runFor(120_000);
  expect(streams(form)).toBe(0);
  const reads = form.called("GET", "/v1/signing").length;
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect.poll(() => form.called("GET", "/v1/signing").length).toBe(reads + 1);
});

test("a document that has ended and is still written back is read with pauses where there is no stream", async ({ form, page }) => {
  const reads: number[] = [];
  form.answers["GET /v1/signing"] = () => {
    reads.push(Date.now());
    return { json: { ...signings.completed, sending: { step: "write-back", done: 0, of: 1, code: null } } };
  };
  form.answers["GET /v1/signing/events"] = () => ({ status: 200, contentType: "text/html", body: "" });
  await form.open();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  // From the second on, a reading has one before it to compare with.
  await expect.poll(() => reads.length).toBeGreaterThan(2);
  expect(reads[2] - reads[1]).toBeGreaterThan(500);
});

test("a document that ends while the form is open gives its stream back", async ({ form, page }) => {
  const event = (signing: object) => `event: signing\ndata: ${JSON.stringify(signing)}\n\n`;
  await form.open(undefined, SPEAKING_STREAM);
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await page.waitForFunction(() => "say" in window);
  const streamsHeld = () => page.evaluate(() => window.autentiForm.leakCounters().streams);
  await expect.poll(streamsHeld).toBe(1);
  await say(page, event(signings["in-progress"]));
  expect(await streamsHeld()).toBe(1);
  form.signing = signings.completed;
  await say(page, event(signings.completed));
  await expect(page.getByText("Everybody has signed.")).toBeVisible();
  await expect.poll(streamsHeld).toBe(0);
  expect(await page.evaluate(() => (window as unknown as { ended: number }).ended)).toBe(1);
  await page.clock.runFor(120_000);
  expect(await streamsHeld()).toBe(0);
});

test("what an event overtakes while *Refresh* waits for Autenti is asked for once more, and is not called up to date", async ({ form, page }) => {
  const event = (signing: object) => `event: signing\ndata: ${JSON.stringify(signing)}\n\n`;
  await form.open(undefined, SPEAKING_STREAM);
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await page.waitForFunction(() => "say" in window);
  const stale = { ...signings["in-progress"], stale: true };
  let asked = 0;
  form.answers["GET /v1/signing"] = async () => {
    asked += 1;
    if (asked === 1) {
      await say(page, event({ ...signings["in-progress"], title: "Told by an event" }));
      await expect(page.getByText("Told by an event")).toBeVisible();
    }
    return { json: stale };
  };
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByText(/As of \d\d:\d\d\. Autenti does not answer/)).toBeVisible();
  expect(asked).toBe(2);
  const spoken = page.locator("autenti-signing").getByRole("status");
  await expect(spoken).toContainText("Autenti does not answer");
  await expect(spoken).not.toContainText("Up to date");
});

test("a form that is hidden from the start holds no stream until it is looked at", async ({ form, page }) => {
  const hidden = "<script>Object.defineProperty(document, 'hidden', { configurable: true, get: () => window.away ?? true })</script>";
  await form.open(undefined, hidden);
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  await page.clock.runFor(90_000);
  expect(streams(form)).toBe(0);
  await page.evaluate(() => {
    (window as unknown as { away: boolean }).away = false;
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => streams(form)).toBe(1);
});

test("what answers a stream with something else is not asked again and again", async ({ form, page }) => {
  form.answers["GET /v1/signing/events"] = () => ({ status: 200, contentType: "text/html", body: "<h1>Sign in</h1>" });
  await form.open();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  for (let second = 0; second < 20; second++) await page.clock.runFor(1_000);
  await expect.poll(() => streams(form)).toBeGreaterThan(1);
  expect(streams(form)).toBeLessThan(8);
  // It is still followed: what is new is read.
  form.signing = signings.completed;
  await page.clock.runFor(31_000);
  await expect(page.getByText("Everybody has signed.")).toBeVisible();
});

test("a stream that ends as soon as it has begun is asked for less and less often", async ({ form, page }) => {
  form.answers["GET /v1/signing/events"] = () => ({
    contentType: "text/event-stream",
    body: `event: signing\ndata: ${JSON.stringify(signings["in-progress"])}\n\n`,
  });
  await form.open();
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  for (let second = 0; second < 20; second++) await page.clock.runFor(1_000);
  await expect.poll(() => streams(form)).toBeGreaterThan(1);
  expect(streams(form)).toBeLessThan(8);
});

test("without a place for a stream a form reads now and then, and more often while it is looked at", async ({ form, page }) => {
  // Other tabs of the browser have all the places.
  await form.open(undefined, `<script>
    Object.defineProperty(navigator, "locks", { value: { request: async (name, options, use) => use(null) } });
    Object.defineProperty(document, "hidden", { configurable: true, get: () => window.away });
  </script>`);
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  const readsIn = async (seconds: number) => {
    const before = form.called("GET", "/v1/signing").length;
    for (let second = 0; second < seconds; second++) {
      await page.clock.runFor(1_000);
      // Each answer has to come before the next pause begins.
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    return form.called("GET", "/v1/signing").length - before;
  };
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const seen = await readsIn(30);
  expect(seen).toBeGreaterThanOrEqual(4);
  expect(seen).toBeLessThanOrEqual(7);
  await page.evaluate(() => Object.assign(window, { away: true }));
  // The pause that has begun is still a short one.
  await readsIn(6);
  expect(await readsIn(30)).toBeLessThanOrEqual(2);
  expect(streams(form)).toBe(0);
});

test("a ticket that ends while the form is edited does not ask to reload it", async ({ form, page }) => {
  form.signing = signings["not-sent"];
  await form.open(`<autenti-signing proxy="${PROXY}" ticket="${ticket()}" mode="edit"></autenti-signing>`);
  await expect(page.getByText("Anna Nowak")).toBeVisible();
  form.answers["GET /v1/signing"] = () => problem(401, "ticket_expired", "This form has been open for too long", "Reload it.");
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByText("Save the form to go on here. If you reload it, what you have typed is lost.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Reload the form" })).toHaveCount(0);
  expect(page.url()).toBe(FORM);
});

onDemo("eight open forms hold two streams together, and a place that is left is taken", async ({ demo, open }) => {
  onDemo.slow();
  const first = await open(IN_PROGRESS, JAN);
  await expect(first.locator("autenti-signing").getByText("Anna Nowak")).toBeVisible();
  const pages = [first];
  for (let form = 1; form < 8; form++) {
    const page = await first.context().newPage();
    await page.goto(demo.form(IN_PROGRESS, JAN));
    await expect(page.locator("autenti-signing").getByText("Anna Nowak")).toBeVisible();
    pages.push(page);
  }
  const held = async () => {
    const counts = await Promise.all(pages.map((page) => page.evaluate(() => window.autentiForm.leakCounters().streams)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  await expect.poll(held).toBe(2);
  // Whoever holds a stream and goes leaves the place to another.
  await pages.shift()!.close();
  await expect.poll(held, { timeout: 20_000 }).toBe(2);
});
