// Times in words, put in when the page is idle, and anew while they are shown. Views only say where one stands
// (`src/dom/time.rs`): making the first formatter of a language takes longer than drawing everything.

import { word, type Language } from "./texts.ts";

/** How often “2 minutes ago” is written anew. */
const TICK_MS = 30_000;
const UNITS: [number, Intl.RelativeTimeFormatUnit][] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
];

/** Shadows that may show times. */
const shown = new Set<ShadowRoot>();
let next: ReturnType<typeof setTimeout> | undefined;
let isWaiting = false;

/** Writes the times of what was just drawn as soon as the page has nothing else to do. */
export function tellTimes(shadow: ShadowRoot): void {
  shown.add(shadow);
  // What has been said already stays until then.
  if (isWaiting) return;
  isWaiting = true;
  whenIdle(() => {
    isWaiting = false;
    tell();
  });
}

/** The shadow shows nothing any more. */
export function forgetTimes(shadow: ShadowRoot): void {
  shown.delete(shadow);
  if (!shown.size) clearTimeout(next);
}

/** Not every browser tells when it is idle. */
const whenIdle = (work: () => void): unknown =>
  "requestIdleCallback" in window ? requestIdleCallback(work, { timeout: 1000 }) : setTimeout(work, 50);

function tell(): void {
  clearTimeout(next);
  for (const shadow of shown) for (const place of shadow.querySelectorAll<HTMLElement>("[data-time]")) tellOne(place);
  if (shown.size) next = setTimeout(tell, TICK_MS);
}

function tellOne(place: HTMLElement): void {
  const { time = "", timeAs, sentence = "" } = place.dataset;
  const at = new Date(time);
  if (Number.isNaN(+at)) return;
  // English is written as in Europe, with a clock of 24 hours.
  const language = place.closest("[lang]")?.getAttribute("lang") ?? "en";
  const locale = language === "en" ? "en-GB" : language;
  const say = { ago, day }[timeAs ?? ""] ?? clock;
  const words = sentence.replace("{when}", () => say(locale, at));
  if (place.textContent !== words) place.textContent = words;
  const title = timeAs === "ago" ? exact(locale).format(at) : "";
  if (place.title !== title) place.title = title;
}

/** “2 minutes ago”, in the largest unit that fits; less than a minute is “just now”. */
function ago(locale: string, at: Date): string {
  const seconds = Math.max(0, (Date.now() - +at) / 1000);
  const [length, unit] = UNITS.find(([length]) => seconds >= length) ?? [];
  return unit && length ? relative(locale).format(-Math.floor(seconds / length), unit) : word(JUST_NOW, locale.slice(0, 2) as Language);
}

/** The time of day, with the day where that is not today. */
function clock(locale: string, at: Date): string {
  const isToday = at.toDateString() === new Date().toDateString();
  return (isToday ? hour(locale) : dayAndHour(locale)).format(at);
}

/** The day with its name. */
const day = (locale: string, at: Date): string => named(locale).format(at);

/** A formatter by locale, made when it is first needed. */
function once<Formatter>(make: (locale: string) => Formatter): (locale: string) => Formatter {
  const made = new Map<string, Formatter>();
  return (locale) => {
    const formatter = made.get(locale) ?? make(locale);
    made.set(locale, formatter);
    return formatter;
  };
}

const relative = once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
const exact = once((locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }));
const hour = once((locale) => new Intl.DateTimeFormat(locale, { timeStyle: "short" }));
const dayAndHour = once((locale) => new Intl.DateTimeFormat(locale, { timeStyle: "short", dateStyle: "medium" }));
const named = once((locale) => new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }));
