// The messages between this page and the form around it.
//
// facts: form in the browser, "Custom control (External)", wire protocol. A question carries a key, and its
// answer the same key. The portal asks before it saves or takes a path and waits five seconds for our word.

const MESSAGE = "CUSTOM_FORM_MESSAGE";
const WORD = "VALIDATION_CALLBACK";
/** The form may still be listening to nobody when this page is there, so a question is repeated. */
const REPEAT_MS = 1000;
const PATIENCE_MS = 5000;
/** What can be registered for, and the message that comes then. */
const EVENTS = {
  ON_SAVED_EVENT: "ON_SAVE_EXTERNAL_EVENT",
  ON_PATH_TRAVERSAL_EVENT: "ON_PATH_TRAVERSAL_EXTERNAL_EVENT",
};

/** The form did not answer in time. */
export class NoAnswer extends Error {
  constructor(action) {
    super(`The form did not answer ${action}`);
    this.name = "NoAnswer";
  }
}

/**
 * The origin of the page that this one is framed by, as the browser tells it; null where there is none, where the
 * browser does not say, or where it is another one than `expected`.
 */
export function originAround(expected = "") {
  if (window.parent === window) return null;
  const told = location.ancestorOrigins?.[0] ?? originOf(document.referrer);
  if (!expected) return told && told !== "null" ? told : null;
  const wanted = originOf(expected);
  return told && told !== wanted ? null : wanted;
}

function originOf(address) {
  return URL.canParse(address) ? new URL(address).origin : null;
}

export class PortalConnection {
  #origin;
  #waiting = new Map();
  #validators = new Map();
  #prefix = `autenti-${Math.random().toString(36).slice(2)}`;
  #last = 0;

  /** Speaks with the page of that origin around this one, and with nobody else. */
  constructor(origin) {
    this.#origin = origin;
    window.addEventListener("message", (event) => this.#hear(event));
  }

  /** Asks, and answers what the form says; rejects with `NoAnswer` when it says nothing. */
  ask(action, ...params) {
    const key = `${this.#prefix}-${(this.#last += 1)}`;
    const question = { type: MESSAGE, action, key, params };
    return new Promise((resolve, reject) => {
      const end = (settle, value) => {
        clearInterval(repeating);
        clearTimeout(patience);
        this.#waiting.delete(key);
        settle(value);
      };
      this.#waiting.set(key, (value) => end(resolve, value));
      const repeating = setInterval(() => this.#post(question), REPEAT_MS);
      const patience = setTimeout(() => end(reject, new NoAnswer(action)), PATIENCE_MS);
      this.#post(question);
    });
  }

  /** Calls a function of the form that only reads: it may run more than once. */
  read(name, ...values) {
    return this.ask("JS_API_CALL", { function: name }, ...values);
  }

  /** Says something that needs no answer, once. */
  tell(action, ...params) {
    this.#post({ type: MESSAGE, action, key: `${this.#prefix}-${(this.#last += 1)}`, params });
  }

  /** Calls a function of the form that changes something, once. */
  change(name, ...values) {
    this.tell("JS_API_CALL", { function: name }, ...values);
  }

  /** Has a word before the form is saved, or takes a path: `judge` answers true, or why not. */
  judgeBefore(eventType, judge) {
    if (this.#validators.has(EVENTS[eventType])) return;
    const id = `${this.#prefix}-${eventType}`;
    this.#validators.set(EVENTS[eventType], { id, judge });
    this.#post({ type: MESSAGE, action: "REGISTER_EVENT", eventType, id, params: [] });
  }

  #hear({ source, origin, data }) {
    if (source !== window.parent || origin !== this.#origin || typeof data !== "object" || !data) return;
    if (data.type === MESSAGE) this.#waiting.get(data.key)?.(data.value);
    const validator = this.#validators.get(data.type);
    // At once: nothing of the form moves on until it has our word.
    if (validator) this.#post({ type: WORD, id: validator.id, value: validator.judge() });
  }

  #post(message) {
    window.parent.postMessage(message, this.#origin);
  }
}
