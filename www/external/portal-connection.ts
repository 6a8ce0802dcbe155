// The messages between this page and the form around it.
//
// facts: form in the browser, "Custom control (External)", wire protocol. A question carries a key, and its
// answer the same key. The portal asks before it saves or takes a path and waits five seconds for a verdict.

const MESSAGE = "CUSTOM_FORM_MESSAGE";
const VERDICT = "VALIDATION_CALLBACK";
/** The form may still be listening to nobody when this page is there, so a question is repeated. */
const REPEAT_MS = 1000;
const TIME_LIMIT_MS = 5000;
/** What can be registered for, and the message that comes then. */
const EVENTS = {
  ON_SAVED_EVENT: "ON_SAVE_EXTERNAL_EVENT",
  ON_PATH_TRAVERSAL_EVENT: "ON_PATH_TRAVERSAL_EXTERNAL_EVENT",
} as const;
export type PortalEvent = keyof typeof EVENTS;
/** Whether the form may move on; if not, why. */
export type Verdict = true | { isValid: false; message: string };

/** Whether a message of the form is that of an event, and of which. */
const eventOf = (type: unknown) => (Object.keys(EVENTS) as PortalEvent[]).find((event) => EVENTS[event] === type);

/** The form did not answer in time. */
export class NoAnswer extends Error {
  constructor(action: string) {
    super(`The form did not answer ${action}`);
    this.name = "NoAnswer";
  }
}

/**
 * The origin of the page that this one is framed by, as the browser tells it; null where there is none, where the
 * browser does not say, or where it is another one than `expected`.
 */
export function originAround(expected: string | null = ""): string | null {
  if (window.parent === window) return null;
  const told = location.ancestorOrigins?.[0] ?? originOf(document.referrer);
  if (!expected) return told && told !== "null" ? told : null;
  const wanted = originOf(expected);
  return told && told !== wanted ? null : wanted;
}

function originOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).origin : null;
}

export class PortalConnection {
  #origin: string;
  #waiting = new Map<string, (value: unknown) => void>();
  /** What was registered for, and under which id. */
  #registered = new Map<PortalEvent, string>();
  #verdict: () => Verdict = () => true;
  #prefix = `autenti-${Math.random().toString(36).slice(2)}`;
  #last = 0;

  /** Speaks with the page of that origin around this one, and with nobody else. */
  constructor(origin: string) {
    this.#origin = origin;
    window.addEventListener("message", (event) => this.#hear(event));
  }

  /** Asks, and answers what the form says; rejects with `NoAnswer` when it says nothing. */
  ask<Answer>(action: string, ...params: unknown[]): Promise<Answer | null | undefined> {
    const key = `${this.#prefix}-${(this.#last += 1)}`;
    const question = { type: MESSAGE, action, key, params };
    return new Promise((resolve, reject) => {
      const end = () => {
        clearInterval(repeating);
        clearTimeout(limit);
        this.#waiting.delete(key);
      };
      // The form's own answer is believed to be what the protocol says; whatever is missing in it is looked for.
      this.#waiting.set(key, (value) => (end(), resolve(value as Answer)));
      const repeating = setInterval(() => this.#post(question), REPEAT_MS);
      const limit = setTimeout(() => (end(), reject(new NoAnswer(action))), TIME_LIMIT_MS);
      this.#post(question);
    });
  }

  /** Calls a function of the form that only reads: it may run more than once. */
  read(name: string, ...values: unknown[]): Promise<unknown> {
    return this.ask("JS_API_CALL", { function: name }, ...values);
  }

  /** Says something that needs no answer, once. */
  tell(action: string, ...params: unknown[]): void {
    this.#post({ type: MESSAGE, action, key: `${this.#prefix}-${(this.#last += 1)}`, params });
  }

  /** Calls a function of the form that changes something, once. */
  change(name: string, ...values: unknown[]): void {
    this.tell("JS_API_CALL", { function: name }, ...values);
  }

  /** `verdict` is asked when the form says that it is about to be saved or to take a path: true, or why not. */
  answerBy(verdict: () => Verdict): void {
    this.#verdict = verdict;
  }

  /**
   * Has a word before the form is saved, or takes a path. A portal may never forget who registered, and wait for those
   * who are gone: so it is done when there is something to say, and under a name that stays the same, which replaces
   * what an earlier frame of this control registered.
   */
  register(name: string): void {
    for (const eventType of Object.keys(EVENTS) as PortalEvent[]) {
      if (this.#registered.has(eventType)) continue;
      const id = `autenti-${name}-${eventType}`;
      this.#registered.set(eventType, id);
      this.#post({ type: MESSAGE, action: "REGISTER_EVENT", eventType, id, params: [] });
    }
  }

  #hear({ source, origin, data }: MessageEvent): void {
    if (source !== window.parent || origin !== this.#origin || typeof data !== "object" || !data) return;
    if (data.type === MESSAGE) this.#waiting.get(data.key)?.(data.value);
    const event = eventOf(data.type);
    // At once: nothing of the form moves on until it has the verdict.
    if (!event) return;
    const id = this.#registered.get(event);
    const value = this.#verdict();
    if (id) this.#post({ type: VERDICT, id, value });
  }

  #post(message: object): void {
    window.parent.postMessage(message, this.#origin);
  }
}
