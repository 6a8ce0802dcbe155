// Whatever the form around the External control answers, and whoever sends it messages: it stays a page that says
// something, throws nothing, runs nothing that came in a message, and speaks as the protocol says.
//
// As a test it makes the same messages each time. With `AUTENTI_FUZZ_SECONDS` (`cargo xtask soak`) it goes on for so
// long, with other dice each time, which `AUTENTI_FUZZ_SEED` fixes.

import type { Page } from "@playwright/test";

import { CONTROL, elsewhere } from "./external-frame.ts";
import { expect, test } from "./portal.ts";
import { serve } from "./server.ts";

const SECONDS = Number(process.env.AUTENTI_FUZZ_SECONDS ?? 0);
const SEED = Number(process.env.AUTENTI_FUZZ_SEED ?? (SECONDS ? Date.now() % 1_000_000 : 1));
/** Forms of a test that is not told how long to run. */
const ROUNDS = 60;
/** What the control asks, and tells. */
const ACTIONS = ["GET_CONTEXT", "GET_FORM_INFO", "GET_SELF_CONFIGURATION", "JS_API_CALL", "SET_CONTROL_HEIGHT"];

/** A message that the form got. */
interface Heard {
  type: unknown;
  action?: unknown;
  key?: unknown;
}

/** The form: for each seed it frames the control anew, and answers it as the dice say; for 0 as a form should. */
const FORM = String.raw`<!doctype html><body><script>
  /** Numbers from 0 to 1, the same for each seed (mulberry32). */
  function dice(seed) {
    return () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  }
  const GOOD = {
    GET_CONTEXT: { language: "de-DE" },
    GET_FORM_INFO: { formState: { isNew: false, isInEditMode: true }, currentForm: { wfdId: 7 }, formMetadata: { dbId: 1 } },
    GET_SELF_CONFIGURATION: {
      metadata: { fieldName: "Signing", id: 135 },
      config: { proxy: "http://127.0.0.1:9", ticketField: "AttText9", statusField: "AttChoose1", open: "same",
                texts: { de: { Loading: "Moment" } } },
    },
    JS_API_CALL: "PROCESSING#In Bearbeitung",
  };
  const KEYS = ["type", "action", "key", "value", "language", "formState", "isNew", "currentForm", "wfdId", "dbId", "metadata",
    "fieldName", "id", "config", "proxy", "ticketField", "ticketUrl", "texts", "de", "Loading", "__proto__", "constructor",
    "toString", "valueOf", "length", "then"];
  const TEXTS = ["", "0", "-1", "null", "{", "[]", '{"proxy":{}}', '{"proxy":1,"texts":null}', '"text"', "\u0000", "\u202e", "\ud800",
    "javascript:top.hacked=1", "https://elsewhere.example.com", "//elsewhere.example.com", "__proto__", "de-DE", "x".repeat(70000),
    "<img src=x onerror=top.hacked=hacked=1><script>hacked=1<\/script>", "CUSTOM_FORM_MESSAGE", "ON_SAVE_EXTERNAL_EVENT"];
  function generator(random) {
    const one = (list) => list[Math.floor(random() * list.length)];
    const odd = (depth = 0) => {
      const kind = Math.floor(random() * (depth > 3 ? 5 : 8));
      if (kind === 0) return one([undefined, null, true, false]);
      if (kind === 1) return one([0, -1, 1.5, NaN, Infinity, 2 ** 53, 10n ** 30n]);
      if (kind < 5) return one(TEXTS);
      if (kind === 5) return Array.from({ length: Math.floor(random() * 4) }, () => odd(depth + 1));
      if (kind === 6) return one([() => new Date(NaN), () => new Map([[1, 2]]), () => new ArrayBuffer(8), () => /x/, () => new Error("x")])();
      // Not by assignment, which would set the prototype.
      return Object.fromEntries(Array.from({ length: 1 + Math.floor(random() * 4) }, () => [one(KEYS), odd(depth + 1)]));
    };
    // What is wrong throughout is soon given up; what is wrong in one place goes far.
    const rate = one([0.02, 0.05, 0.15]);
    /** The value with some of its parts in another shape, or gone. */
    const changed = (value) => {
      if (random() < rate) return odd();
      if (typeof value !== "object" || value === null) return random() < rate ? odd() : value;
      const parts = Object.entries(value).filter(() => random() > rate / 2).map(([key, part]) => [key, changed(part)]);
      return Object.fromEntries(random() < rate ? [...parts, [one(KEYS), odd()]] : parts);
    };
    return { one, odd, changed };
  }
  window.heard = [];
  window.post = (target, message, origin) => {
    try { target.postMessage(message, origin); } catch { /* What cannot be sent is not received. */ }
  };
  window.frame = (control, seed) => {
    const random = dice(seed);
    const { one, odd, changed } = generator(random);
    heard.length = 0;
    const iframe = Object.assign(document.createElement("iframe"), { className: "external-control", src: control + "/index.html" });
    window.onmessage = ({ data, source, origin }) => {
      if (source !== iframe.contentWindow) return;
      heard.push(data);
      const good = { ...data, value: GOOD[data.action] };
      if (seed === 0) return post(source, good, origin);
      for (let strays = Math.floor(random() * 3); strays > 0; strays--) {
        const type = one(["CUSTOM_FORM_MESSAGE", "ON_SAVE_EXTERNAL_EVENT", "ON_PATH_TRAVERSAL_EXTERNAL_EVENT", odd()]);
        post(source, random() < 0.3 ? odd() : { ...changed({ key: data.key, value: odd() }), type }, origin);
      }
      if (random() < 0.05) return;
      const answers = random() < 0.1 ? 2 : 1;
      for (let number = 0; number < answers; number++) post(source, random() < 0.1 ? changed(good) : { ...good, value: changed(good.value) }, origin);
    };
    document.body.replaceChildren(iframe);
  };
</script></body>`;

/** What the frame shows, once it has had the time to deal with what it was told. */
const settled = (page: Page) =>
  page.frameLocator(CONTROL).locator("#signing").evaluate(async (place) => {
    for (let turn = 0; turn < 10; turn++) await new Promise((done) => setTimeout(done));
    return { says: place.textContent, hasPanel: place.querySelector("autenti-signing") !== null, isHacked: "hacked" in window };
  });

test("whatever the form answers, the frame says something, runs nothing of it and keeps to the protocol", async ({ page }) => {
  test.setTimeout((SECONDS + 120) * 1000);
  await using control = await elsewhere();
  await using portal = await serve(() => FORM);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error.stack ?? error)));
  // A configuration may name any proxy, and none of them is there.
  await page.route((url) => !["127.0.0.1"].includes(url.hostname), (route) => route.abort());
  await page.goto(`${portal.origin}/form.html`);
  const frame = (seed: number) =>
    page.evaluate(
      ([origin, seed]) => (window as unknown as { frame: (origin: string, seed: number) => void }).frame(origin, seed),
      [control.origin, seed] as const,
    );
  const heard = () => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
  const ends = Date.now() + SECONDS * 1000;
  for (let round = 0; SECONDS ? Date.now() < ends : round < ROUNDS; round++) {
    const seed = SEED + round * 7919;
    await test.step(`AUTENTI_FUZZ_SEED=${seed}`, async () => {
      await frame(seed);
      await expect.poll(async () => (await heard()).length, { message: `seed ${seed}` }).toBeGreaterThanOrEqual(3);
      const shown = await settled(page);
      expect(errors, `seed ${seed}`).toEqual([]);
      expect(shown.isHacked || (await page.evaluate(() => "hacked" in window)), `seed ${seed}`).toBe(false);
      expect(shown.hasPanel || shown.says, `seed ${seed}`).toBeTruthy();
      for (const { type, action, key } of await heard()) {
        // Nobody sends a document here, so nobody has a say before a save: there is nothing to register, nor a verdict.
        expect([type, typeof key, ACTIONS.includes(action as string)], `seed ${seed}: ${action}`).toEqual(["CUSTOM_FORM_MESSAGE", "string", true]);
      }
    });
  }
  // And a form that answers as it should is understood as before.
  await frame(0);
  await expect(page.frameLocator(CONTROL).locator("autenti-signing")).toHaveAttribute("lang", "de");
  expect(errors).toEqual([]);
});
