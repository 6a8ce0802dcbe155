// Puts the elements of a state on the page, presses what is to be pressed, and says when all of it is there.

import { fallSilent, speakFor, tell } from './made-up-proxy.js';
import { word } from './words.js';

/** The elements of a signing, and all there are. */
const OF_A_SIGNING = ['autenti-signing', 'autenti-status', 'autenti-sign-button', 'autenti-recipients'];
export const ELEMENTS = [...OF_A_SIGNING, 'autenti-history', 'autenti-lookup'];
/** Longer than the component waits before it shows that something is being read. */
const LOADING_MS = 300;

let visits = 0;

export function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const heard = (target, ...names) =>
  new Promise((resolve) => names.forEach((name) => target.addEventListener(name, resolve, { once: true })));

/** Begins anew: what was shown before is forgotten. */
export function startVisit() {
  fallSilent();
  visits += 1;
}

/** The specimens of a state, and a promise that they show it. */
export function specimensOf(state, { lang, element, say, isLoaded }) {
  const attributes = {
    proxy: speakFor(visits, state),
    ticket: ticket(state.ticket),
    lang,
    ...state.attributes,
  };
  const wanted = (state.elements ?? OF_A_SIGNING).filter((name) => !element || name === element || name === 'layout');
  const made = wanted.map((name) => [name, elementOf(name, attributes, state, say)]);
  const specimens = made.map(([name, shown]) => specimen(state, name, shown, lang));
  const first = made[0]?.[1];
  return { specimens, settled: first ? settle(state, first, isLoaded) : Promise.resolve() };
}

function specimen(state, name, element, lang) {
  const label = name === 'layout' ? word(lang, 'around') : name;
  const around = node(
    'section',
    { class: 'specimen', 'data-element': name, 'aria-label': `${state.title}: ${label}` },
    node('p', { class: 'specimen__name', 'aria-hidden': 'true' }, label),
    node('div', { class: 'html-control' }, element),
  );
  // An element that has nothing to show takes no room; the gallery says so in its place.
  new ResizeObserver(() => around.toggleAttribute('data-empty', element.offsetHeight === 0)).observe(element);
  return around;
}

function elementOf(name, attributes, state, say) {
  if (name === 'layout') {
    const parts = ['autenti-status', 'autenti-sign-button', 'autenti-recipients'].map((part) => node(part));
    return node('autenti-signing', attributes, ...parts);
  }
  const element = node(name, attributes);
  if (state.fallback) element.append(node('span', { slot: 'fallback' }, state.fallback(say)));
  return element;
}

/** What the component reads of a ticket; nobody here looks at its signature. */
function ticket(claims = {}) {
  if (claims === '') return '';
  const payload = { element: '12', profile: 'contracts', sub: 'anna', exp: 4_000_000_000, ...claims };
  return `eyJhbGciOiJIUzI1NiJ9.${btoa(JSON.stringify(payload))}.c2lnbmF0dXJl`;
}

/** When the element shows the state. It has to be asked before the element is on the page. */
async function settle(state, element, isLoaded) {
  const told = heard(element, 'autenti-ready', 'autenti-error');
  await isLoaded;
  if (state.alone && !state.press) return;
  if (element.localName === 'autenti-lookup') return filled(element);
  const isLoading = state.body(() => '') === 'never' && state.ticket !== '';
  await (isLoading ? later(LOADING_MS) : told);
  for (const deed of state.press ?? []) await press(element, deed, state);
  await frame();
}

/** Enough of a tab for the component; what is clicked in its document goes nowhere. */
const tabThatStaysAway = () => ({
  opener: null,
  document: document.implementation.createHTMLDocument(''),
  location: {},
  close() {},
});

/** Reading what happened is no deed that the page is told of. */
async function told(element) {
  const isTold = () => element.shadowRoot.querySelector('.events, .history .hint:not(:empty)');
  for (let tries = 0; !isTold() && tries < 100; tries++) await later(20);
}

/** A look-up tells nobody that its choices are there. */
async function filled(element) {
  const isFilled = () => element.shadowRoot?.querySelector('option:nth-child(3), p:not(:empty)');
  for (let tries = 0; !isFilled() && tries < 100; tries++) await later(20);
}

async function press(element, action, state) {
  const done =
    action === 'history' ? told(element) : action.startsWith('ask-') ? frame() : heard(element, 'autenti-action');
  const open = window.open;
  // Nobody clicked, so no tab may open.
  window.open = () => (state.tab === 'opens' ? tabThatStaysAway() : null);
  try {
    element.shadowRoot.querySelector(`[data-action="${action}"]`).click();
  } finally {
    window.open = open;
  }
  await done;
}

export { tell };
