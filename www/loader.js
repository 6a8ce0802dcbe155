// What a form loads. It registers the elements once per page, shows at once what the form already knows,
// and hands over to the wasm as soon as that is there. A form re-creates its HTML fields all the time and
// runs their scripts again, so running this twice, or an older and a newer copy of it, is normal: the first
// one wins.
//
// STYLESHEET, WASM_FILE, RULES_WASM, RULES_SCRIPT, VERSION, LABELS, NOTE and RETRY are put in by `cargo xtask component`.

import init, * as wasm from "autenti-form-wasm";

const LANGUAGES = ["en", "pl", "de"];
const ATTRIBUTES = ["proxy", "ticket", "ticket-url", "lang", "status", "mode"];
const script = document.currentScript?.src ?? document.baseURI;
/** The proxy serves this script under /assets/, and is the one to ask where no attribute says otherwise. */
const proxy = script.includes("/assets/") ? script.split("/assets/")[0] : "";

function start() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLESHEET);

  /** Elements on the page that wait for the wasm. */
  const waiting = new Set();
  let isLive = false;
  let loading;

  /** Loads the wasm, once per page; after a failure the next call tries again. */
  function load() {
    loading ??= init({ module_or_path: fetch(new URL(WASM_FILE, script)) }).then(
      () => {
        wasm.start(proxy);
        isLive = true;
        for (const element of waiting) element.goLive();
        waiting.clear();
      },
      (error) => {
        loading = undefined;
        for (const element of waiting) element.showNote(load);
        throw error;
      },
    );
    return loading;
  }

  class AutentiElement extends HTMLElement {
    static observedAttributes = ATTRIBUTES;
    /** The number under which the wasm knows the element; 0 while it does not. */
    #mount = 0;

    connectedCallback() {
      if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
      if (isLive) return this.goLive();
      this.#paint();
      waiting.add(this);
      load().catch(() => {});
    }

    disconnectedCallback() {
      waiting.delete(this);
      if (this.#mount) wasm.disconnected(this.#mount);
      this.#mount = 0;
    }

    attributeChangedCallback(_name, before, after) {
      if (before === after) return;
      if (this.#mount) wasm.changed(this.#mount);
      else if (this.shadowRoot) this.#paint();
    }

    goLive() {
      this.#mount = wasm.connected(this);
    }

    /** What the form already knows, as the wasm will show it. */
    #paint() {
      const badge = this.localName !== "autenti-sign-button" && statusBadge(this);
      const isLayout = this.localName === "autenti-signing" && this.children.length > 0;
      this.shadowRoot.replaceChildren(isLayout ? node("slot") : badge || "");
    }

    /** The text stays, and a calm line says that the rest is missing. */
    showNote(retry) {
      this.#paint();
      if (this.parentElement?.closest("autenti-signing")) return;
      const button = node("button", { class: "button", part: "button", type: "button" }, words(this, RETRY));
      button.onclick = () => retry().catch(() => {});
      const text = node("span", { role: "status" }, words(this, NOTE));
      this.shadowRoot.append(node("div", { class: "note", "data-tone": "neutral" }, text, button));
    }
  }

  for (const name of ["autenti-signing", "autenti-status", "autenti-recipients", "autenti-sign-button"]) {
    if (!customElements.get(name)) customElements.define(name, class extends AutentiElement {});
  }

  return Object.freeze({
    version: VERSION,
    ready: load,
    lookup,
    validateRecipients,
    counts: () => (isLive ? wasm.counts() : { mounts: 0, stores: 0, streams: 0, timers: 0, listeners: 0 }),
  });
}

/** The rows of a fixed look-up source. The proxy answers these to anyone. */
async function lookup(source, { lang = LANGUAGES[language(document.body)], only = "" } = {}) {
  const query = new URLSearchParams({ lang, only });
  const answer = await fetch(`${proxy}/v1/lookups/${encodeURIComponent(source)}?${query}`);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
}

let rules;

/** The rules are a wasm of their own, because most forms never ask for them here. */
async function validateRecipients(rows, options) {
  rules ??= import(new URL(RULES_SCRIPT, script)).then(async (module) => {
    await module.default({ module_or_path: fetch(new URL(RULES_WASM, script)) });
    return module;
  });
  rules.catch(() => (rules = undefined));
  const lang = LANGUAGES[language(document.body)];
  return (await rules).validateRecipients(rows, { lang, ...options });
}

function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function statusBadge(element) {
  const status = setting(element, "status").split("#")[0].trim();
  const label = LABELS[status] ? words(element, LABELS[status]) : status;
  return label && node("span", { class: "badge", part: "badge", "data-status": status }, node("i"), label);
}

const words = (element, texts) => texts[language(element)];

/** Facts: form in the browser, "Language": two letters of the portal's language, then the browser's. */
function language(element) {
  const wishes = [setting(element, "lang"), window.initModel?.userLang, window.G_BROWSER_LANGUAGE];
  for (const wish of [...wishes, navigator.language]) {
    const index = LANGUAGES.indexOf(String(wish ?? "").slice(0, 2).toLowerCase());
    if (index >= 0) return index;
  }
  return 0;
}

/** The element's own attribute, or that of the `<autenti-signing>` around it. */
function setting(element, name) {
  return element.getAttribute(name) ?? element.closest("autenti-signing")?.getAttribute(name) ?? "";
}

window.autentiForm ??= start();
