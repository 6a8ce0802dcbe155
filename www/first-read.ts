// The first read of a signing: asked for while wasm and texts load, and taken over by the wasm when it is there. What
// is asked, and whether it may be asked, is as the wasm would do it itself (`src/state/signing_state.rs`); no request is made twice.

import { host } from "./host.ts";
import { askForTicket, claims, type TicketAnswer, type TicketSource } from "./tickets.ts";

/** What an element that waits for the wasm asks for. */
export interface Settings {
  /** Address of the proxy, without a slash at the end. */
  proxy: string;
  ticket: string;
  source: TicketSource;
  language: string;
}

interface Asked<Answer> {
  answer: Promise<Answer>;
  abort: AbortController;
  at: number;
  /** Whom it was asked for. */
  elements: Set<Element>;
}

/** An answer that nobody took in this time is too old to be shown. */
const FRESH_MS = 10_000;

/** Answers of the proxy, by address, ticket and language. */
const reads = new Map<string, Asked<Response>>();
/** Answers of the portal, by where they come from. */
const tickets = new Map<string, Asked<TicketAnswer>>();
/** What was asked for an element. */
const keys = new WeakMap<Element, string>();

const readKey = (proxy: string, ticket: string, language: string) => [proxy, ticket, language].join("\n");
const ticketKey = ({ url, rule, ruleName }: TicketSource) => [url, rule, ruleName].join("\n");

/** Asks for what the element will show. */
export function begin(element: Element, { proxy, ticket, source, language }: Settings): void {
  if (!proxy) return;
  const isRenewable = Boolean(source.url || source.rule);
  // Which of the two is the better one is for the wasm to say.
  if (ticket && isRenewable) return;
  if (ticket) return read(element, proxy, ticket, language);
  preconnect(proxy);
  if (!isRenewable) return;
  ask(tickets, ticketKey(source), element, (signal) => askForTicket(source, signal)).answer.then(
    ({ ticket }) => ticket && element.isConnected && read(element, proxy, ticket, language),
    () => {},
  );
}

function read(element: Element, proxy: string, ticket: string, language: string): void {
  const key = readKey(proxy, ticket, language);
  const before = keys.get(element);
  if (before !== undefined && before !== key) leave(element, before);
  // A ticket for another instance is not used on this form.
  const instance = host.instance();
  const { element: ticketFor } = claims(ticket);
  if (host.isUnsettled() || (instance && ticketFor !== undefined && String(ticketFor) !== instance)) return;
  keys.set(element, key);
  const headers = { Authorization: `Bearer ${ticket}`, "Accept-Language": language };
  ask(reads, key, element, (signal) => wholeAnswer(`${proxy}/v1/signing`, { headers, signal }));
}

/** An answer whose body has come, too: whoever takes it has that at once, before the page is painted again. */
async function wholeAnswer(address: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(address, request);
  if (answer.status !== 200) return answer;
  const body = await answer.text();
  return Object.assign(answer, { text: async () => body });
}

function ask<Answer>(
  asked: Map<string, Asked<Answer>>,
  key: string,
  element: Element,
  request: (signal: AbortSignal) => Promise<Answer>,
): Asked<Answer> {
  let one = asked.get(key);
  if (!one || !isFresh(one)) {
    const abort = new AbortController();
    one = { answer: request(abort.signal), abort, at: performance.now(), elements: new Set() };
    // Whoever takes it hears of the failure.
    one.answer.catch(() => {});
    asked.set(key, one);
  }
  one.elements.add(element);
  return one;
}

const isFresh = ({ at }: Asked<unknown>) => performance.now() - at < FRESH_MS;

/** The element asks for something else now. */
function leave(element: Element, key: string): void {
  const one = reads.get(key);
  one?.elements.delete(element);
  if (one?.elements.size !== 0) return;
  one.abort.abort();
  reads.delete(key);
}

/** Hands an answer over, once; nothing if none was asked for. `signal` ends it from now on. */
function take<Answer>(asked: Map<string, Asked<Answer>>, key: string, signal: AbortSignal): Promise<Answer> | undefined {
  const one = asked.get(key);
  asked.delete(key);
  if (!one) return undefined;
  if (!isFresh(one)) {
    one.abort.abort();
    return undefined;
  }
  signal.addEventListener("abort", () => one.abort.abort());
  return one.answer;
}

/** The answer of the proxy to the first read, if it was asked for. */
export const takeRead = (proxy: string, ticket: string, language: string, signal: AbortSignal) =>
  take(reads, readKey(proxy, ticket, language), signal);

/** A ticket from the portal: the one that was asked for, or another one. */
export function ticketFrom(url: string, rule: string, ruleName: string, signal: AbortSignal): Promise<TicketAnswer> {
  const source = { url, rule, ruleName };
  return take(tickets, ticketKey(source), signal) ?? askForTicket(source, signal);
}

/** The wasm is not coming: what was asked for would be old when it does. */
export function forget(): void {
  for (const asked of [reads, tickets]) {
    for (const { abort } of asked.values()) abort.abort();
    asked.clear();
  }
}

const connected = new Set<string>();

/** Lets the browser connect to the proxy while the ticket is on its way. */
function preconnect(proxy: string): void {
  if (connected.has(proxy)) return;
  connected.add(proxy);
  const link = document.createElement("link");
  Object.assign(link, { rel: "preconnect", href: proxy, crossOrigin: "anonymous" });
  document.head?.append(link);
}
