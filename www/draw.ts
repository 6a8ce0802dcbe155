// Makes an element's shadow look like a description of it, touching only what differs: nothing flickers, and
// the focus stays. Text goes in as text and attributes as attributes, never as markup.
//
// A description is one text, because one text crosses from the wasm faster and smaller than a tree: a sign and
// what belongs to it, again and again. \x01 begins an element (its tag), \x02 names an attribute, \x03 gives
// it its value, \x04 is a text, \x05 ends the element. An attribute without a name is the element's key, which
// tells it from its siblings. `src/dom.rs` writes it.

import { forgetTimes, tellTimes } from "./times.ts";

const PARTS = /(?=[\x01-\x05])/;
const SVG = "http://www.w3.org/2000/svg";
const DRAWN_AS_SVG = new Set(["svg", "path"]);

/** What should be on the page, and where it is once it is drawn. */
interface ElementView {
  isText: false;
  tag: string;
  key: string;
  attributes: Map<string, string>;
  children: View[];
  node: Element | undefined;
}
interface TextView {
  isText: true;
  text: string;
  node: Text | undefined;
}
type View = ElementView | TextView;

const element = (tag: string): ElementView => ({
  isText: false,
  tag,
  key: "",
  attributes: new Map(),
  children: [],
  node: undefined,
});

/** What is shown, by shadow. */
const shown = new WeakMap<ShadowRoot, View[]>();
/** Shadows that are being drawn: drawing moves the focus, which runs scripts of the page, which may draw. */
const busy = new Set<ShadowRoot>();

/** Our elements have a shadow from the first moment on. */
const shadowOf = (host: Element) => host.shadowRoot as ShadowRoot;

export function draw(host: Element, lang: string, description: string): void {
  const shadow = shadowOf(host);
  if (busy.has(shadow)) return;
  busy.add(shadow);
  try {
    const hadFocus = shadow.activeElement;
    if (!shown.has(shadow)) shadow.replaceChildren();
    const wanted = read(description);
    for (const view of wanted) if (!view.isText) for (const entry of spokenIn(lang)) view.attributes.set(...entry);
    update(shadow, shown.get(shadow) ?? [], wanted);
    shown.set(shadow, wanted);
    tellTimes(shadow);
    const dialog = shadow.querySelector("dialog");
    if (dialog && !dialog.open && host.isConnected) {
      if (window === window.parent) dialog.showModal();
      else showWithinSight(shadow, dialog);
    }
    // The focused button is gone: the focus stays in the panel, not at the top of the page.
    if (hadFocus && !shadow.activeElement) shadow.querySelector<HTMLElement>("[tabindex='-1']")?.focus();
  } finally {
    busy.delete(shadow);
  }
}

/** Dialogs that are shown in a frame, or will be as soon as it is known where they can be seen. */
const placed = new WeakSet<HTMLDialogElement>();

/**
 * Shows a dialog in a frame. A frame may be as tall as what it shows, and most of it out of sight: the dialog stands in
 * the middle of what is seen of it, which only an observer can tell, and that comes to the middle of the window.
 */
function showWithinSight(shadow: ShadowRoot, dialog: HTMLDialogElement): void {
  if (placed.has(dialog)) return;
  placed.add(dialog);
  // The page around may have toolbars that lie over the frame.
  const room = (outerHeight || screen.availHeight) / 2;
  const whole = document.createElement("div");
  whole.style.cssText = "position: fixed; inset: 0; visibility: hidden; pointer-events: none";
  const sight = new IntersectionObserver(([seen]) => {
    sight.disconnect();
    whole.remove();
    if (!seen || !dialog.isConnected) return;
    const { top, bottom } = seen.intersectionRect;
    const last = Math.max(0, innerHeight - room);
    const from = Math.min(Math.max(0, (top + bottom - room) / 2), last);
    // Browsers do not scroll to what is fixed in a frame.
    dialog.style.position = "absolute";
    dialog.style.inset = `${from + scrollY}px 0 ${last - from - scrollY}px`;
    dialog.style.maxHeight = `min(100dvh - 32px, ${room}px)`;
    if (!dialog.open) show();
    dialog.scrollIntoView({ block: "center" });
  });
  const look = () => {
    shadow.append(whole);
    sight.observe(whole);
  };
  const closed = () => {
    removeEventListener("resize", look);
    placed.delete(dialog);
  };
  const show = () => {
    dialog.showModal();
    // The frame makes room for the dialog.
    addEventListener("resize", look);
    dialog.addEventListener("close", closed, { once: true });
  };
  look();
}

/** The language of our own words. Translation tools leave them alone where the reader has that language. */
export function spokenIn(lang: string): [name: string, value: string][] {
  const isReaders = navigator.languages.some((language) => language.slice(0, 2).toLowerCase() === lang);
  return isReaders ? [["lang", lang], ["translate", "no"]] : [["lang", lang]];
}

/** Forgets what is shown: the element left the page, and is drawn anew if it comes back. */
export function clear(host: Element): void {
  const shadow = shadowOf(host);
  shown.delete(shadow);
  forgetTimes(shadow);
  shadow.querySelector("dialog")?.close();
  shadow.replaceChildren();
}

function read(description: string): View[] {
  const root = element("");
  const path = [root];
  let name = "";
  for (const part of description.split(PARTS)) {
    const [sign, words] = [part[0], part.slice(1)];
    const top = path.at(-1) ?? root;
    if (sign === "\x01") {
      const child = element(words);
      top.children.push(child);
      path.push(child);
    } else if (sign === "\x02") name = words;
    else if (sign === "\x03") {
      if (name) top.attributes.set(name, words);
      else top.key = words;
    } else if (sign === "\x04") top.children.push({ isText: true, text: words, node: undefined });
    else path.pop();
  }
  return root.children;
}

/** What stands for it already: of the same kind, and with the same key. */
const isSame = (one: View, other: View) =>
  one.isText ? other.isText : !other.isText && one.tag === other.tag && one.key === other.key;

function update(parent: Node, before: View[], wanted: View[]): void {
  const left = [...before];
  const nodes = wanted.map((want) => {
    const index = left.findIndex((old) => isSame(old, want));
    return make(want, index < 0 ? undefined : left.splice(index, 1)[0]);
  });
  for (const { node } of left) {
    // A dialog that is closed gives the focus back to where it was; one that is only removed does not.
    if (node instanceof HTMLDialogElement) node.close();
    node?.remove();
  }
  let place = parent.firstChild;
  for (const node of nodes) {
    if (place === node) place = node.nextSibling;
    else parent.insertBefore(node, place);
  }
}

/** Puts a description on the page, over what stood there for it before. */
function make(want: View, old?: View): ChildNode {
  if (want.isText) {
    const before = old?.isText ? old : undefined;
    want.node = before?.node ?? document.createTextNode(want.text);
    if (want.node.nodeValue !== want.text) want.node.nodeValue = want.text;
    return want.node;
  }
  const { tag, attributes, children } = want;
  const before = old && !old.isText ? old : undefined;
  const node = before?.node ?? (DRAWN_AS_SVG.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag));
  for (const name of before?.attributes.keys() ?? []) if (!attributes.has(name)) node.removeAttribute(name);
  for (const [name, value] of attributes) {
    if (before?.attributes.get(name) !== value) node.setAttribute(name, value);
  }
  update(node, before?.children ?? [], children);
  want.node = node;
  return node;
}
