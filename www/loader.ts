// What a form loads. It registers the elements once per page, shows at once what the form already knows,
// and hands over to the wasm as soon as that and the texts of the language are there. A form re-creates its
// HTML fields all the time and runs their scripts again, so running this twice, or an older and a newer copy
// of it, is normal: the first one wins.
//
// Names in capitals are put in by `cargo xtask component`, as are the addresses of the files beside this one.

import { WASM, script } from "autenti-form-files";
import init, * as wasm from "autenti-form-wasm";
import { copy } from "./clipboard.ts";
import { spokenIn } from "./draw.ts";
import * as firstRead from "./first-read.ts";
import { languages } from "./host.ts";
import { page } from "./page.ts";
import { LAYOUT, setting, ticketSource } from "./setting.ts";
import type { AutentiForm } from "./autenti-form.js";
import { isLanguage, LANGUAGES, replace, replaced, textsOf, word, type Language } from "./texts.ts";

const ATTRIBUTES = ["proxy", "ticket", "ticket-url", "ticket-rule", "ticket-rule-name", "lang", "status", "mode", "open"];
const LOOKUP_ATTRIBUTES = ["source", "only", "field", "list", "row", "column", "label", "disabled"];
const ELEMENTS = ["autenti-signing", "autenti-status", "autenti-recipients", "autenti-sign-button", "autenti-history", "autenti-lookup"];
/** What the form knows of the document is no part of these. */
const WITHOUT_BADGE = ["autenti-sign-button", "autenti-history"];
const LOOKUP = "autenti-lookup";
/** The proxy serves this script under /assets/, and is the one to ask where no attribute says otherwise. */
const proxy = (script.includes("/assets/") ? script.split("/assets/")[0] : "") as string;

function start(): AutentiForm {
  const sheet = styles(STYLESHEET);
  const lookupSheet = styles(LOOKUP_STYLE);

  /** Elements on the page that wait for the wasm or for texts. */
  const waiting = new Set<AutentiElement>();
  /** The texts that the wasm has, by language. */
  const loaded = new Map<Language, string>();
  let loading: Promise<void> | undefined;

  /** Loads the wasm, once per page; after a failure the next call tries again. */
  function load(): Promise<void> {
    loading ??= init({ module_or_path: fetch(WASM) }).then(
      () => wasm.start(proxy, page),
      (error: unknown) => {
        loading = undefined;
        // The script may be one from the browser's cache that is older than what the proxy has: then the next page
        // gets the newest.
        fetch(script, { cache: "reload" }).catch(() => {});
        throw error;
      },
    );
    return loading;
  }

  /** Lets the elements show a language: loads its texts, and the wasm with the first. */
  async function loadLanguage(language: Language): Promise<void> {
    try {
      await Promise.all([textsOf(language), load()]);
      // They may have been replaced meanwhile.
      const lines = await textsOf(language);
      // The same once more would draw everything anew.
      if (loaded.get(language) !== lines) wasm.texts(language, lines);
      loaded.set(language, lines);
    } catch (error) {
      firstRead.forget();
      for (const element of waiting) element.showNote(() => loadLanguage(language));
      throw error;
    }
    for (const element of [...waiting]) element.follow();
  }

  class AutentiElement extends HTMLElement {
    static observedAttributes = [...ATTRIBUTES, ...LOOKUP_ATTRIBUTES];
    /** The number under which the wasm knows the element; 0 while it does not. */
    #number = 0;
    /** The page around, where it is not this one: the External control brings the form around its frame. */
    host?: unknown;

    connectedCallback() {
      if (!this.shadowRoot) this.#attach();
      this.follow();
    }

    #attach(): void {
      const shadow = this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = this.localName === LOOKUP ? [sheet(), lookupSheet()] : [sheet()];
      const press = (action: string) => this.#number && wasm.pressed(this.#number, action);
      // One listener for all buttons: a button says by `data-action` what it asks for.
      shadow.addEventListener("click", (event) => {
        const target = event.target as Element;
        const button = target.closest<HTMLElement>("[data-action]");
        const action = button?.dataset.action ?? "";
        // What was typed in a dialog goes with the button that it asks for.
        const words = action !== "close" && button?.closest("dialog")?.querySelector("textarea")?.value;
        if (action) press(words ? `${action}:${words}` : action);
        const copied = target.closest<HTMLElement>("[data-copy]");
        const text = copied?.dataset.copy;
        if (copied && text) copy(text, copied).then((isCopied) => press(isCopied ? "copied" : "not-copied"));
      });
      shadow.addEventListener("input", (event) => {
        const { type, value } = event.target as HTMLInputElement;
        if (type === "search") press(`find:${value}`);
      });
      // The Escape key closes a dialog without asking us. (The event does not bubble, and comes late: the dialog may
      // be open again.)
      shadow.addEventListener("close", (event) => (event.target as HTMLDialogElement).open || press("close"), true);
    }

    disconnectedCallback() {
      waiting.delete(this);
      if (this.#number) wasm.disconnected(this.#number);
      this.#number = 0;
    }

    attributeChangedCallback(_name: string, before: string | null, after: string | null) {
      if (before === after || !this.shadowRoot || !this.isConnected) return;
      this.follow();
      for (const part of this.querySelectorAll<AutentiElement>(ELEMENTS.join())) part.follow?.();
    }

    /** Shows what the attributes ask for: by the wasm, or until that is there what the form already knows. */
    follow(): void {
      const tag = language(this);
      if (!loaded.has(tag)) {
        if (!this.#number) {
          this.#paint();
          this.#readFirst(tag);
        }
        waiting.add(this);
        loadLanguage(tag).catch(() => {});
        return;
      }
      waiting.delete(this);
      if (this.#number) wasm.changed(this.#number, tag);
      else this.#number = wasm.connected(this, tag);
    }

    /** Asks for what the element will show. A look-up shows no signing. */
    #readFirst(language: Language): void {
      if (this.localName === LOOKUP) return;
      firstRead.begin(this, {
        proxy: setting(this, "proxy").replace(/\/+$/, "") || proxy,
        ticket: setting(this, "ticket"),
        source: ticketSource(this),
        language,
      });
    }

    /** What the form already knows, as the wasm will show it. */
    #paint(): void {
      // A look-up has nothing to show before its choices are there; the form shows the field itself.
      if (this.localName === LOOKUP) return;
      const badge = !WITHOUT_BADGE.includes(this.localName) && statusBadge(this);
      const isLayout = this.localName === LAYOUT && hasLayout(this);
      (this.shadowRoot as ShadowRoot).replaceChildren(isLayout ? node("slot") : badge || "");
    }

    /** The text stays, a calm line says that the rest is missing, and Autenti's own page is one click away. */
    showNote(retry: () => Promise<void>): void {
      if (this.#number || this.localName === LOOKUP) return;
      this.#paint();
      if (this.parentElement?.closest(LAYOUT)) return;
      const button = node("button", { class: "button", part: "button", type: "button" }, word(RETRY, language(this)));
      button.onclick = () => retry().catch(() => {});
      const link = node("a", { href: AUTENTI_SITE, target: "_blank", rel: "noopener noreferrer" }, word(OPEN, language(this)));
      const text = node("span", { role: "status" }, word(NOTE, language(this)));
      const spoken = Object.fromEntries(spokenIn(language(this)));
      (this.shadowRoot as ShadowRoot).append(node("div", { class: "note", "data-tone": "neutral", ...spoken }, text, button, link));
    }
  }

  const validateRecipients: AutentiForm["validateRecipients"] = async (rows, options) => {
    const lang = known(options?.lang);
    if (!loaded.has(lang)) await loadLanguage(lang);
    return wasm.validateRecipients(rows, options, lang);
  };

  /** The rows of a look-up source: the fixed ones without a request, labels from the proxy. */
  const lookup: AutentiForm["lookup"] = async (source, { lang: wanted, only = "", proxy = "", ticket = "" } = {}) => {
    const lang = known(wanted);
    // Every language may have names of the page's own.
    await Promise.all([lang, ...replaced()].map((tag) => loaded.has(tag) || loadLanguage(tag)));
    return wasm.lookup(source, lang, only, proxy, ticket);
  };

  for (const name of ELEMENTS) define(name, class extends AutentiElement {});

  return Object.freeze({
    version: VERSION,
    ready: () => loadLanguage(language(document.body)),
    lookup,
    validateRecipients,
    /** Texts of the page's own instead of ours. */
    async texts(changes: Parameters<AutentiForm["texts"]>[0]) {
      const changed = replace(changes as Record<Language, Record<string, string>>);
      // Even where the wasm's own lines stay the same, the proxy's words may be others.
      for (const tag of changed) if (loaded.has(tag)) loaded.set(tag, "");
      for (const element of waiting) element.follow();
      await Promise.all(changed.map(loadLanguage));
    },
    leakCounters: () => (loaded.size ? wasm.leakCounters() : { elements: 0, signings: 0, streams: 0, timers: 0, listeners: 0 }),
  });
}

/** The language, if it is one of ours; else that of the page. */
const known = (wanted?: string): Language =>
  wanted !== undefined && isLanguage(wanted) ? wanted : language(document.body);

/** A stylesheet, made with the first element: a script that takes long makes the browser leave the page to later. */
function styles(style: string): () => CSSStyleSheet {
  let sheet: CSSStyleSheet | undefined;
  return () => {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
    }
    return sheet;
  };
}

function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** What is marked as a fallback is for pages on which this script never runs; it is no layout. */
const hasLayout = (element: Element) => [...element.children].some((child) => child.slot !== "fallback");

function node(name: string, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function statusBadge(element: Element): HTMLElement | "" {
  const status = (setting(element, "status").split("#")[0] ?? "").trim();
  const name = Object.hasOwn(LABELS, status) ? LABELS[status] : undefined;
  const label = name ? word(name, language(element)) : status;
  const spoken = Object.fromEntries(spokenIn(language(element)));
  return label === "" ? "" : node("span", { class: "badge", part: "badge", "data-status": status, ...spoken }, node("i"), label);
}

/** The language of an element. */
function language(element: Element): Language {
  const wishes = [setting(element, "lang"), ...languages()].map((wish) => String(wish ?? "").slice(0, 2).toLowerCase());
  return wishes.find(isLanguage) ?? LANGUAGES[0] ?? "en";
}

window.autentiForm ??= start();
