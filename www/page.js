// What the wasm asks of the page it is on. `src/page.rs` declares it; what is decided, is decided there.

import { clear, draw } from "./draw.ts";
import { host } from "./host.js";
import { LAYOUT, setting } from "./setting.ts";
import { readBody } from "./texts.ts";
import { takeRead, ticketFrom } from "./first-read.ts";
import { claims } from "./tickets.ts";

export const page = {
  ...host,
  draw,
  clear,
  read: readBody,

  /** Tells the page something, with an event that bubbles and crosses shadow roots. */
  emit(element, name, detail) {
    element.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  },

  setting,
  awaitsTicket: (element) =>
    [element, element.parentElement?.closest(LAYOUT)].every((place) => !place?.matches("[ticket], [ticket-url], [ticket-rule]")),
  isOutermost: (element) => !element.parentElement?.closest(LAYOUT),
  /** What is marked as a fallback is for pages on which this script never runs; it is no layout. */
  hasLayout: (element) => [...element.children].some((child) => child.slot !== "fallback"),

  edit: (element, body, ticket) => element.edit(body, ticket),

  isOnline: () => navigator.onLine,
  /** Loads the form anew: this page, or the one around it where that is what has to be loaded. */
  reload: () => dispatchEvent(new CustomEvent("autenti-reload", { cancelable: true })) && location.reload(),

  /**
   * A new tab that has no way back into this page, with a line of text until its address is known; nothing where
   * the browser blocks it.
   */
  openTab(words) {
    const tab = open("about:blank", "_blank");
    if (!tab) return;
    try {
      tab.opener = null;
      const { document } = tab;
      document.title = words;
      document.body.textContent = words;
      document.body.style.cssText = "font:16px system-ui,sans-serif;margin:20vh auto;text-align:center";
    } catch {
      // The tab is none of ours already; then it needs no text.
    }
    return {
      close: () => tab.close(),
      /** Sends the tab on, without telling Autenti which form it comes from; answers whether it is still there. */
      go(url) {
        if (tab.closed) return false;
        try {
          const link = tab.document.createElement("a");
          Object.assign(link, { href: url, rel: "noreferrer" });
          link.click();
        } catch {
          // The person went elsewhere in it meanwhile.
          tab.location.href = url;
        }
        return true;
      },
    };
  },

  /** Hands a file that was fetched to the browser, under the name that the answer gives it. */
  async save(response, name) {
    const address = URL.createObjectURL(await response.blob());
    const link = document.createElement("a");
    Object.assign(link, { href: address, download: nameIn(response.headers.get("content-disposition")) || name });
    link.click();
    // Some browsers read the file only some time after the click.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  },

  /** The key of the sending that is meant now: the same until its outcome is known, also after a reload. */
  sendKey(name) {
    const kept = storage()?.getItem(name) ?? keys[name];
    const key = kept ?? randomKey();
    keys[name] = key;
    try {
      storage()?.setItem(name, key);
    } catch {
      // A storage that is full; the page itself remembers.
    }
    return key;
  },

  forgetSendKey(name) {
    delete keys[name];
    storage()?.removeItem(name);
  },

  claims,
  ticketFrom,
  takeRead,
};

/** The name in `Content-Disposition` (RFC 6266): the extended form first, then the plain one. */
function nameIn(header) {
  const extended = /filename\*=[^']*'[^']*'([^;]+)/i.exec(header)?.[1];
  try {
    if (extended) return decodeURIComponent(extended.trim().replace(/"$/, ""));
  } catch {
    // Not encoded as it should be; the plain form may be.
  }
  return /filename="?([^";]+)/i.exec(header)?.[1];
}

/** The keys where the browser permits no storage. */
const keys = {};

function storage() {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

/** A random UUID. (`crypto.randomUUID` is missing on portals without https.) */
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
