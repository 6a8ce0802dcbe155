// Makes an element's shadow look like a description of it, touching only what differs: nothing flickers, and
// the focus stays. Text goes in as text and attributes as attributes, never as markup.
//
// A description is one text, because one text crosses from the wasm faster and smaller than a tree: a sign and
// what belongs to it, again and again. \x01 begins an element (its tag), \x02 names an attribute, \x03 gives
// it its value, \x04 is a text, \x05 ends the element. An attribute without a name is the element's key, which
// tells it from its siblings. `src/dom.rs` writes it.

import { forgetTimes, tellTimes } from "./times.ts";

const PARTS = /([\x01-\x05])([^\x01-\x05]*)/g;
const SVG = "http://www.w3.org/2000/svg";
const DRAWN_AS_SVG = new Set(["svg", "path"]);

/** What is shown, by shadow. */
const shown = new WeakMap();
/** Shadows that are being drawn: drawing moves the focus, which runs scripts of the page, which may draw. */
const busy = new Set();

export function draw(host, lang, description) {
  const shadow = host.shadowRoot;
  if (busy.has(shadow)) return;
  busy.add(shadow);
  try {
    const hadFocus = shadow.activeElement;
    if (!shown.has(shadow)) shadow.replaceChildren();
    const wanted = read(description);
    for (const { attributes } of wanted) if (attributes) attributes.lang = lang;
    update(shadow, shown.get(shadow) ?? [], wanted);
    shown.set(shadow, wanted);
    tellTimes(shadow);
    const dialog = shadow.querySelector("dialog");
    if (dialog && !dialog.open && host.isConnected) dialog.showModal();
    // The focused button is gone: the focus stays in the panel, not at the top of the page.
    if (hadFocus && !shadow.activeElement) shadow.querySelector("[tabindex='-1']")?.focus();
  } finally {
    busy.delete(shadow);
  }
}

/** Forgets what is shown: the element left the page, and is drawn anew if it comes back. */
export function clear(host) {
  shown.delete(host.shadowRoot);
  forgetTimes(host.shadowRoot);
  host.shadowRoot.replaceChildren();
}

function read(description) {
  const path = [{ children: [] }];
  let name;
  for (const [, sign, words] of description.matchAll(PARTS)) {
    const top = path.at(-1);
    if (sign === "\x01") {
      const element = { tag: words, key: "", attributes: {}, children: [] };
      top.children.push(element);
      path.push(element);
    } else if (sign === "\x02") name = words;
    else if (sign === "\x03") {
      if (name) top.attributes[name] = words;
      else top.key = words;
    } else if (sign === "\x04") top.children.push({ text: words });
    else path.pop();
  }
  return path[0].children;
}

function update(parent, before, wanted) {
  const left = [...before];
  for (const want of wanted) {
    const index = left.findIndex((old) => old.tag === want.tag && old.key === want.key);
    make(want, index < 0 ? undefined : left.splice(index, 1)[0]);
  }
  for (const { node } of left) {
    // A dialog that is closed gives the focus back to where it was; one that is only removed does not.
    node.close?.();
    node.remove();
  }
  let place = parent.firstChild;
  for (const { node } of wanted) {
    if (place === node) place = node.nextSibling;
    else parent.insertBefore(node, place);
  }
}

/** Puts a description on the page, over what stood there for it before. */
function make(want, old) {
  const { tag, text, attributes, children } = want;
  if (tag === undefined) {
    want.node = old?.node ?? document.createTextNode(text);
    if (old && old.text !== text) want.node.nodeValue = text;
    return;
  }
  const node = old?.node ?? (DRAWN_AS_SVG.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag));
  for (const name in old?.attributes) if (!(name in attributes)) node.removeAttribute(name);
  for (const name in attributes) {
    if (old?.attributes[name] !== attributes[name]) node.setAttribute(name, attributes[name]);
  }
  update(node, old?.children ?? [], children);
  want.node = node;
}
