// Shows the page of the address, without loading a new document: like the real portal, this is a
// single-page application, so `window` and what scripts left on it outlive every page
// (facts: WEBCON form, HTML form field, re-rendering).

import { closePreview } from './preview.js';

let main;
let routes;
let current = null;
let address = '';

/**
 * Starts with the present address. A page is a function of the route's parameters and an element to fill;
 * it answers `{ mayLeave, leave }`, both optional.
 */
export function startRouter(element, table) {
  main = element;
  routes = table;
  document.addEventListener('click', followLink);
  window.addEventListener('popstate', comeBack);
  window.addEventListener('beforeunload', (event) => {
    if (current?.isDirty?.()) event.preventDefault();
  });
  window.addEventListener('pagehide', () => current?.leave?.());
  show();
}

/** Goes to another page of the portal, unless the present one refuses to be left. */
export async function go(to) {
  if (!(await mayLeave())) return;
  history.pushState(null, '', to);
  show();
}

/** Changes the address without leaving the page. */
export function renameAddress(to) {
  if (to === location.pathname) return;
  history.replaceState(null, '', to);
  address = to;
}

async function mayLeave() {
  return (await current?.mayLeave?.()) ?? true;
}

function followLink(event) {
  const link = event.target.closest?.('a[href]');
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || url.search || url.hash || !match(url.pathname)) return;
  event.preventDefault();
  go(url.pathname);
}

async function comeBack() {
  const wanted = location.pathname;
  if (wanted === address) return;
  if (current?.isDirty?.()) {
    // The browser has already gone; stand still until the person has decided.
    history.pushState(null, '', address);
    if (!(await mayLeave())) return;
    history.replaceState(null, '', wanted);
  }
  show();
}

function match(path) {
  for (const { pattern, page } of routes) {
    const found = pattern.exec(path);
    if (found) return { page, parameters: { ...found.groups } };
  }
  return null;
}

function show() {
  current?.leave?.();
  closePreview();
  address = location.pathname;
  main.replaceChildren();
  window.scrollTo(0, 0);
  const { page, parameters } = match(address) ?? match('/');
  current = page(main, parameters);
}
