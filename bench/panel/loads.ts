// How long it takes from opening a form to the first recipient, by network, for the component and for the peer.
//
// Arguments: how many loads of each; folders with the files under `/assets/`.

import { chromium, type Browser, type BrowserContext, type Page } from "@playwright/test";

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

/** What a page tells: the time of what appeared, in milliseconds. */
type Times = Partial<Record<"recipient" | "settled" | "paint", number>>;

const TOLD = "times of the benchmark: ";

/** Takes the time of what appears in any shadow root, and of the first paint; tells what is known whenever more is. */
function watch(told: string) {
  const times: Record<string, number> = {};
  const tell = (name: string, time: number) => {
    if (name in times) return;
    times[name] = time;
    console.debug(told + JSON.stringify(times));
  };
  const wanted = { recipient: "[part=row]", settled: "time[title]" };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const shadow = attach.call(this, init);
    const look = () => {
      for (const [name, selector] of Object.entries(wanted)) if (shadow.querySelector(selector)) tell(name, performance.now());
    };
    new MutationObserver(look).observe(shadow, { childList: true, subtree: true, attributes: true });
    return shadow;
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName("first-contentful-paint")) tell("paint", entry.startTime);
  }).observe({ type: "paint", buffered: true });
}

/**
 * Opens a page, and waits until it tells what is wanted. It is not asked meanwhile: whoever drives a browser puts a third
 * of a megabyte of script into a page before the first question, which takes its time from the page.
 */
async function open(page: Page, address: string, wanted: keyof Times): Promise<Times> {
  const told = page.waitForEvent("console", (message) => message.text().startsWith(TOLD) && message.text().includes(`"${wanted}"`));
  // Or it would be waited for in vain, and nobody told why.
  const broken = new Promise<never>((_, fail) => page.once("pageerror", fail));
  const [message] = await Promise.all([Promise.race([told, broken]), page.goto(address, { waitUntil: "commit" })]);
  return JSON.parse(message.text().slice(TOLD.length)) as Times;
}

async function newContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "en-GB" });
  await context.addInitScript(watch, TOLD);
  return context;
}

/** Opens the form once; answers when what is wanted appeared, in milliseconds. */
async function load(context: BrowserContext, address: string, network?: Network, wanted: "recipient" | "paint" = "recipient"): Promise<number> {
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
  const times = await open(page, address, wanted === "paint" ? "paint" : "settled");
  // What the browser writes to its caches, and asks for in the background, is done before the page goes.
  if (!network) await page.waitForLoadState("networkidle", { timeout: 1000 }).catch(() => {});
  await page.close();
  return times[wanted] ?? NaN;
}

/** Fails unless the peer draws what the component draws. */
async function compare(browser: Browser, address: (variant: Variant) => string) {
  const context = await newContext(browser);
  const page = await context.newPage();
  const draw = async (variant: Variant) => {
    await open(page, address(variant), "settled");
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
        (samples[`warm/${variant}`] ??= []).push(await load(warm.get(variant)!, address(variant), network));
        const cold = await newContext(browser);
        (samples[`cold/${variant}`] ??= []).push(await load(cold, address(variant), network));
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
      (said[variant] ??= []).push(await load(context, address(variant, true), NETWORKS[1], "paint"));
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
