// How long it takes from opening a form to the first recipient, by network, for the component and for the peer.
//
// Arguments: how many loads of each; folders with the files under `/assets/`.

import { chromium, type Browser, type BrowserContext } from "@playwright/test";

import { serve, type Variant } from "./server.ts";

interface Network {
  name: string;
  /** Bits per second. */
  speed: number;
  /** Milliseconds before an answer begins. */
  latency: number;
  /** How many times slower the processor is. */
  cpu: number;
}

const NETWORKS: Network[] = [
  { name: "office", speed: 50e6, latency: 10, cpu: 1 },
  { name: "4g", speed: 9e6, latency: 60, cpu: 4 },
  { name: "slow-4g", speed: 1.6e6, latency: 150, cpu: 4 },
];
/** A browser keeps compiled code after some loads; people have made them long ago. */
const WARMING_LOADS = 4;

declare global {
  interface Window {
    benchTimes: Record<string, number>;
  }
}

/** Takes the time of what appears in any shadow root. */
function watch() {
  window.benchTimes = {};
  const wanted = { status: "[part=badge]", recipient: "[part=row]", settled: "time[title]" };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const shadow = attach.call(this, init);
    const look = () => {
      for (const [name, selector] of Object.entries(wanted)) {
        if (!(name in window.benchTimes) && shadow.querySelector(selector)) window.benchTimes[name] = performance.now();
      }
    };
    new MutationObserver(look).observe(shadow, { childList: true, subtree: true, attributes: true });
    return shadow;
  };
}

async function newContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "en-GB" });
  await context.addInitScript(watch);
  return context;
}

/** Opens the form once; answers when what appeared, in milliseconds. */
async function load(context: BrowserContext, address: string, network?: Network, wanted = "settled") {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  if (network) {
    const throughput = network.speed / 8;
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: network.latency,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: network.cpu });
  }
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction((wanted) => (wanted === "paint" ? performance.getEntriesByName("first-contentful-paint").length : wanted in window.benchTimes), wanted, { polling: 50 });
  const times = await page.evaluate(() => ({
    ...window.benchTimes,
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  }));
  // What the browser writes to its caches, and asks for in the background, is done before the page goes.
  if (!network) await page.waitForLoadState("networkidle", { timeout: 1000 }).catch(() => {});
  await page.close();
  return times as Record<"status" | "recipient" | "settled" | "paint", number>;
}

/** Fails unless the peer draws what the component draws. */
async function compare(browser: Browser, address: (variant: Variant) => string) {
  const context = await newContext(browser);
  const page = await context.newPage();
  // Or it would be waited for in vain, and nobody told why.
  const broken = new Promise<never>((_, fail) => page.on("pageerror", fail));
  const draw = async (variant: Variant) => {
    await page.goto(address(variant));
    await Promise.race([page.waitForFunction(() => "settled" in window.benchTimes), broken]);
    return page.locator("body").ariaSnapshot();
  };
  const [component, peer] = [await draw("component"), await draw("peer")];
  await context.close();
  if (component !== peer) throw new Error(`The peer draws something else.\n--- component\n${component}\n--- peer\n${peer}`);
}

const print = (figure: string, samples: number[]) => console.log(JSON.stringify({ figure, unit: "ms", samples }));

async function measure(browser: Browser, address: (variant: Variant, late?: boolean) => string, loads: number) {
  const variants: Variant[] = ["peer", "component"];
  for (const network of NETWORKS) {
    const warm = new Map<Variant, BrowserContext>();
    for (const variant of variants) {
      const context = await newContext(browser);
      for (let turn = 0; turn < WARMING_LOADS; turn++) await load(context, address(variant));
      warm.set(variant, context);
    }
    const samples: Record<string, number[]> = {};
    for (let turn = 0; turn < loads; turn++) {
      for (const variant of variants) {
        (samples[`warm/${variant}`] ??= []).push((await load(warm.get(variant)!, address(variant), network)).recipient);
        const cold = await newContext(browser);
        (samples[`cold/${variant}`] ??= []).push((await load(cold, address(variant), network)).recipient);
        await cold.close();
      }
    }
    for (const context of warm.values()) await context.close();
    for (const [name, times] of Object.entries(samples)) print(`panel/${network.name}/${name}`, times);
  }
  // What the form says by itself, with the component around it and without.
  const said: Record<string, number[]> = {};
  for (let turn = 0; turn < loads; turn++) {
    for (const variant of ["plain", "component"] as const) {
      const context = await newContext(browser);
      (said[variant] ??= []).push((await load(context, address(variant, true), NETWORKS[1], "paint")).paint);
      await context.close();
    }
  }
  for (const [variant, times] of Object.entries(said)) print(`status/4g/cold/${variant}`, times);
}

const [loads, ...folders] = process.argv.slice(2);
const server = await serve(folders);
const browser = await chromium.launch({
  executablePath: process.env.CHROME || undefined,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  await compare(browser, (variant) => server.address(variant));
  await measure(browser, server.address, Number(loads));
} finally {
  await browser.close();
  server.close();
}
