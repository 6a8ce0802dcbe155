// Tickets: where the portal answers one, and how to find it in the answer.

import { host } from "./host.ts";

/** Where an element's tickets come from; empty where the page says nothing. */
export interface TicketSource {
  /** An address of the same origin. */
  url: string;
  /** Number of a business rule, and what the portal calls it. */
  rule: string;
  ruleName: string;
}

/** What the portal answered. Without a ticket it has none for this person and form. */
export interface TicketAnswer {
  /** The HTTP status; 200 for what a rule answers. */
  status: number;
  ticket?: string;
}

declare global {
  interface Window {
    webcon?: { businessRules?: { executeBusinessRule?: ExecuteBusinessRule } };
  }
}
type ExecuteBusinessRule = (rule: number, name: string, context: object, parameters: object) => Promise<unknown>;

/** How often to look whether the form is there, and for how long. */
const LOOK_MS = 100;
const LOOKS = 100;

/** Asks the portal for a ticket, as the person who is signed in there. Fails where it cannot be asked. */
export const askForTicket = ({ url, rule, ruleName }: TicketSource, signal: AbortSignal): Promise<TicketAnswer> =>
  url ? askAddress(url, signal) : runRule(rule, ruleName, signal);

async function askAddress(url: string, signal: AbortSignal): Promise<TicketAnswer> {
  let answer = await fetch(url, { signal });
  // An automation of the portal takes POST only (facts: form in the browser, "User Defined API"), and unlike a data
  // source it can look at who asks.
  if ([400, 404, 405].includes(answer.status)) {
    answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}", signal });
  }
  const ticket = answer.ok ? ticketIn(await answer.text()) : undefined;
  return { status: answer.status, ticket };
}

/**
 * Runs the rule when the form is there. It is given no parameters: whom the ticket is for and which instance, the server
 * knows (facts: form in the browser, "Corrections").
 */
async function runRule(rule: string, name: string, signal: AbortSignal): Promise<TicketAnswer> {
  // A rule is run by what a person does, never while a field is being built; so the field is finished first.
  await pause(0);
  for (let look = 0; look < LOOKS; look++) {
    signal.throwIfAborted();
    const run = window.webcon?.businessRules?.executeBusinessRule;
    if (run && !host.isUnsettled()) {
      const answer = await abortable(run(Number(rule), name || `(ID:${rule})`, {}, {}), signal);
      return { status: 200, ticket: typeof answer === "string" ? ticketIn(answer) : find(answer) };
    }
    await pause(LOOK_MS);
  }
  return { status: 200 };
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A promise that does not outlast the signal. */
const abortable = <Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  Promise.race([promise, new Promise<never>((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)))]);

/**
 * The ticket in an answer: the whole answer, or what is called `ticket` anywhere in its JSON (an automation of
 * the portal wraps its results in ways of its own).
 */
export function ticketIn(answer: string): string | undefined {
  const text = answer.trim();
  try {
    return find(JSON.parse(text));
  } catch {
    return text && !text.includes("<") ? text : undefined;
  }
}

function find(json: unknown): string | undefined {
  if (typeof json === "string") return json;
  for (const [name, value] of Object.entries(json ?? {})) {
    if (name.toLowerCase() === "ticket" && typeof value === "string") return value;
    const within = typeof value === "object" ? find(value) : undefined;
    if (within) return within;
  }
  return undefined;
}

/** What a ticket says about itself. It is read, not verified: that is for the proxy. */
export function claims(ticket: string): { element?: number | string; exp?: number; iat?: number } {
  try {
    const [, payload = ""] = ticket.split(".");
    return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) ?? {};
  } catch {
    return {};
  }
}
