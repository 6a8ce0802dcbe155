// What a form loads. It registers the elements once per page, shows at once what the form already knows,
// and hands over to the wasm as soon as that and the texts of the language are there. A form re-creates its
// HTML fields all the time and runs their scripts again, so running this twice, or an older and a newer copy
// of it, is normal: the first one wins.
//
// Names in capitals are put in by `cargo xtask component`, as are the addresses of the files beside this one.

import { WASM, script } from "autenti-form-files";
import init, * as wasm from "autenti-form-wasm";
import { spokenIn } from "./draw.ts";
import * as firstRead from "./first-read.ts";
import { host, languages } from "./host.js";
import * as lookups from "./lookup.js";
import { fixedRows, labelRows } from "./lookup-rows.js";
import { page } from "./page.js";
import { follow } from "./recipients-list.js";
import { setting, ticketSource } from "./setting.ts";
import { LANGUAGES, readBody, replace, textsOf, word } from "./texts.ts";
import { put } from "./written.js";

/** What look-ups need of the texts. */
const texts = { LANGUAGES, readBody, word };

const ATTRIBUTES = ["proxy", "ticket", "ticket-url", "ticket-rule", "ticket-rule-name", "lang", "status", "mode"];
const ELEMENTS = ["autenti-signing", "autenti-status", "autenti-recipients", "autenti-sign-button"];
/** The proxy serves this script under /assets/, and is the one to ask where no attribute says otherwise. */
const proxy = script.includes("/assets/") ? script.split("/assets/")[0] : "";

function start() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLESHEET);

  /**
   * The instance that the form shows, and when it was opened for editing at the earliest: when the page was loaded, or
   * when it last was to be seen otherwise.
   */
  let shown;
  let opened = Date.now() - performance.now();
  /** By ticket, how much the proxy's clock was ahead of ours when it came. */
  const skews = new Map();
  /** Elements on the page that wait for the wasm or for texts. */
  const waiting = new Set();
  /** Look-ups on the page. */
  const choices = new Set();
  /** The texts that the wasm has, by language. */
  const spoken = new Map();
  let loading;

  /** Loads the wasm, once per page; after a failure the next call tries again. */
  function load() {
    loading ??= init({ module_or_path: fetch(WASM) }).then(
      () => wasm.start(proxy, page),
      (error) => {
        loading = undefined;
        // The script may be one from the browser's cache that is older than what the proxy has: then the next page
        // gets the newest.
        fetch(script, { cache: "reload" }).catch(() => {});
        throw error;
      },
    );
    return loading;
  }

  /** Lets the elements speak a language. */
  async function speak(language) {
    try {
      await Promise.all([textsOf(language), load()]);
      // They may have been replaced meanwhile.
      const lines = await textsOf(language);
      // The same once more would draw everything anew.
      if (spoken.get(language) !== lines) wasm.texts(language, lines);
      spoken.set(language, lines);
    } catch (error) {
      firstRead.forget();
      for (const element of waiting) element.showNote(() => speak(language));
      throw error;
    }
    for (const element of [...waiting]) element.follow();
  }

  class AutentiElement extends HTMLElement {
    static observedAttributes = ATTRIBUTES;
    /** The number under which the wasm knows the element; 0 while it does not. */
    #mount = 0;
    /** The item list that is followed, as JSON, and how to stop. */
    #list;
    #stop;
    /** The answer whose values were last put on the form, and when that is done: the newest is the last. */
    #put;
    #putting = Promise.resolve();
    /** The page around, where it is not this one: the External control brings the form around its frame. */
    host;

    connectedCallback() {
      if (!this.shadowRoot) this.#attach();
      this.follow();
    }

    #attach() {
      const shadow = this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [sheet];
      const press = (deed) => this.#mount && wasm.pressed(this.#mount, deed);
      // One listener for all buttons: a button says by `data-do` what it does.
      shadow.addEventListener("click", (event) => {
        const deed = event.target.closest("[data-do]")?.dataset.do;
        if (deed) press(deed);
      });
      // The Escape key closes a dialog without asking us. (The event does not bubble, and comes late: the dialog may
      // be open again.)
      shadow.addEventListener("close", (event) => event.target.open || press("close"), true);
    }

    disconnectedCallback() {
      waiting.delete(this);
      this.#followList();
      this.#put = undefined;
      if (this.#mount) wasm.disconnected(this.#mount);
      this.#mount = 0;
    }

    attributeChangedCallback(_name, before, after) {
      if (before === after || !this.shadowRoot || !this.isConnected) return;
      this.follow();
      for (const part of this.querySelectorAll([...ELEMENTS, "autenti-lookup"])) part.follow?.();
    }

    /** Shows what the attributes ask for: by the wasm, or until that is there what the form already knows. */
    follow() {
      const tag = language(this);
      if (!spoken.has(tag)) {
        if (!this.#mount) {
          this.#paint();
          firstRead.begin(this, {
            proxy: setting(this, "proxy").replace(/\/+$/, "") || proxy,
            ticket: setting(this, "ticket"),
            source: ticketSource(this),
            language: tag,
          });
        }
        waiting.add(this);
        speak(tag).catch(() => {});
        return;
      }
      waiting.delete(this);
      if (this.#mount) wasm.changed(this.#mount, tag);
      else this.#mount = wasm.connected(this, tag);
    }

    /**
     * Keeps a form that is being edited in step: what the proxy wrote stands on the page too, so that a save does not
     * undo it, and the list is judged while it is edited.
     */
    edit(body, ticket) {
      if (!this.isConnected) return;
      const around = this.host ?? host;
      const instance = around.instance?.();
      const isEditing = around.isPortal() && around.isEditing();
      shown ??= instance;
      if (!isEditing || instance !== shown) opened = Date.now();
      shown = instance;
      // A ticket comes as soon as it is made, so it tells what the proxy's clock says now.
      if (!skews.has(ticket)) skews.set(ticket, (page.claims(ticket).iat * 1000 || Date.now()) - Date.now());
      if (!isEditing) this.#put = undefined;
      else if (this.#put !== body && (body.written?.length || body.writtenRows)) {
        this.#put = body;
        const [since, skew] = [opened, skews.get(ticket)];
        const isStill = () => this.isConnected && around.isEditing() && around.instance?.() === instance;
        const putAll = async () => {
          if (isStill()) await put(around, body, { opened: since, skew, isStill });
        };
        // What cannot be put now is put with the next answer.
        this.#putting = this.#putting.then(putAll).catch(() => {});
      }
      // A list around a frame is not followed: each look at it would be hundreds of messages.
      this.#followList(isEditing && !this.host ? body.list : undefined);
    }

    #followList(list) {
      const key = list && JSON.stringify(list);
      if (key === this.#list) return;
      this.#list = key;
      const tell = (broken) => this.#mount && wasm.judged(this.#mount, broken);
      if (this.#stop) {
        this.#stop();
        this.#stop = undefined;
        // Nobody judges the page's list any more: what was said of it last is not true for ever.
        tell(undefined);
      }
      if (!list) return;
      this.#stop = follow(list, (rows, options) => judge(language(this), rows, options), tell);
    }

    /** What the form already knows, as the wasm will show it. */
    #paint() {
      const badge = this.localName !== "autenti-sign-button" && statusBadge(this);
      const isLayout = this.localName === "autenti-signing" && page.hasLayout(this);
      this.shadowRoot.replaceChildren(isLayout ? node("slot") : badge || "");
    }

    /** The text stays, a calm line says that the rest is missing, and Autenti's own page is one click away. */
    showNote(retry) {
      if (this.#mount) return;
      this.#paint();
      if (!page.isOutermost(this)) return;
      const button = node("button", { class: "button", part: "button", type: "button" }, word(RETRY, language(this)));
      button.onclick = () => retry().catch(() => {});
      const link = node("a", { href: AUTENTI_SITE, target: "_blank", rel: "noopener noreferrer" }, word(OPEN, language(this)));
      const text = node("span", { role: "status" }, word(NOTE, language(this)));
      const spoken = Object.fromEntries(spokenIn(language(this)));
      this.shadowRoot.append(node("div", { class: "note", "data-tone": "neutral", ...spoken }, text, button, link));
    }
  }

  class AutentiLookup extends HTMLElement {
    static observedAttributes = ["proxy", "ticket", "lang", "mode", "source", "only", "field", "list", "row", "column", "label", "disabled"];

    connectedCallback() {
      if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
      choices.add(this);
      this.follow();
    }

    disconnectedCallback() {
      choices.delete(this);
      lookups.unmount(this);
    }

    attributeChangedCallback(_name, before, after) {
      if (before !== after && this.isConnected && this.shadowRoot) this.follow();
    }

    follow() {
      return lookups.mount(this, { language: language(this), proxy, texts });
    }
  }

  /** The broken rules of the rows, in that language. */
  async function judge(tag, rows, options) {
    if (!spoken.has(tag)) await speak(tag);
    // A script may say null for what it does not have.
    const withoutNulls = (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value != null));
    return wasm.validateRecipients(rows.map(withoutNulls), { ...options, lang: tag });
  }

  async function validateRecipients(rows, options) {
    const asked = LANGUAGES.includes(options?.lang) ? options.lang : language(document.body);
    return judge(asked, rows, options);
  }

  for (const name of ELEMENTS) define(name, class extends AutentiElement {});
  define("autenti-lookup", AutentiLookup);

  return Object.freeze({
    version: VERSION,
    ready: () => speak(language(document.body)),
    lookup,
    validateRecipients,
    /** Texts of the page's own instead of ours. */
    async texts(changes) {
      const changed = replace(changes);
      // Even where the wasm's own lines stay the same, the proxy's words may be others.
      for (const tag of changed) if (spoken.has(tag)) spoken.set(tag, "");
      for (const element of [...waiting, ...choices]) element.follow();
      await Promise.all(changed.map(speak));
    },
    counts: () => (spoken.size ? wasm.counts() : { mounts: 0, stores: 0, streams: 0, timers: 0, listeners: 0 }),
  });
}

function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** The rows of a look-up source: the fixed ones without a request, labels from the proxy. */
async function lookup(source, { lang = language(document.body), only = "", ticket, proxy: at = proxy } = {}) {
  return fixedRows(source, { lang, only, texts }) ?? labelRows(at, source, { lang, only, ticket, texts });
}

function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function statusBadge(element) {
  const status = setting(element, "status").split("#")[0].trim();
  const label = Object.hasOwn(LABELS, status) ? word(LABELS[status], language(element)) : status;
  const spoken = Object.fromEntries(spokenIn(language(element)));
  return label && node("span", { class: "badge", part: "badge", "data-status": status, ...spoken }, node("i"), label);
}

/** The language of an element. */
function language(element) {
  const wishes = [setting(element, "lang"), ...languages()].map((wish) => String(wish ?? "").slice(0, 2).toLowerCase());
  return wishes.find((wish) => LANGUAGES.includes(wish)) ?? LANGUAGES[0];
}

window.autentiForm ??= start();
