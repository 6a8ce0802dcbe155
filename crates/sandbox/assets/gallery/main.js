// Shows what the address asks for: `?group=…` or `?state=…`, and `element`, `lang`, `theme`, `width`.

import { blockWasm } from './made-up-proxy.js';
import { ELEMENTS, node, specimensOf, startVisit, tell } from './specimens.js';
import { GROUPS, STATES } from './states.js';
import { LANGUAGES, groupTitle, stateTitle, word } from './words.js';

const THEMES = ['light', 'dark', 'custom'];
const WIDTHS = [320, 480, 720];
const DEFAULTS = { state: '', group: 'all', element: '', lang: 'en', theme: 'light', width: '480' };
/** The portal's class of its dark theme (facts: WEBCON form, dark theme). */
const CLASSES = { light: '', dark: 'theme-a24dcfc2-2b14-4de8-8af3-7952a0a2cf61', custom: 'theme-company' };

const main = document.querySelector('main');
const controls = document.querySelector('.controls');
// The instance that this “form” shows; tickets are for it (facts: WEBCON form, globals).
window.G_WFELEM = '12#CON/2026/0012';

const settings = { ...DEFAULTS, ...fromAddress() };
/** What the page says, in the language that is chosen. */
const say = (key, argument) => word(settings.lang, key, argument);
let isLoaded;

function fromAddress() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(Object.keys(DEFAULTS).flatMap((key) => (query.has(key) ? [[key, query.get(key)]] : [])));
}

function addressOf(wanted) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(wanted)) if (value !== DEFAULTS[key]) query.set(key, value);
  return `${location.pathname}${query.size ? `?${query}` : ''}`;
}

/** Loads the component from the proxy, once, unless the state is that it cannot be loaded. */
function load() {
  if (settings.state === 'wasm-blocked') blockWasm();
  if (settings.state === 'script-missing') return Promise.resolve();
  const script = node('script', { src: `${document.body.dataset.proxy}/assets/autenti-form.js` });
  const loaded = new Promise((resolve, reject) => {
    script.onload = () => resolve(window.autentiForm.ready().catch(() => {}));
    script.onerror = () => reject(new Error(say('missing', script.src)));
  });
  document.head.append(script);
  return loaded;
}

/** Whether what the component was loaded for is not what is asked for now. */
const needsNewPage = (before, now) =>
  before !== now && [before, now].some((state) => ['wasm-blocked', 'script-missing'].includes(state));

/** Shows other states, or the same ones differently; done when all of them are there. */
async function show(changes = {}) {
  const before = settings.state;
  Object.assign(settings, changes);
  history.replaceState(null, '', addressOf(settings));
  if (isLoaded && needsNewPage(before, settings.state)) {
    location.reload();
    return new Promise(() => {});
  }
  isLoaded ??= load();
  const { lang, theme, element, width } = settings;
  showWords();
  document.body.className = CLASSES[theme] ?? '';
  document.body.style.setProperty('--specimen-width', width ? `${width}px` : '100%');
  main.setAttribute('aria-busy', 'true');
  startVisit();
  const choose = (...words) => words[Math.max(0, Object.keys(LANGUAGES).indexOf(lang))];
  const sections = GROUPS.map((group) => groupSection(group, { lang, element, say: choose, isLoaded }));
  const shown = sections.filter(Boolean);
  main.replaceChildren(...shown.map(({ section }) => section));
  showControls();
  try {
    await isLoaded;
    await Promise.all(shown.flatMap(({ settled }) => settled));
  } catch (error) {
    main.prepend(node('p', { role: 'alert', class: 'failure' }, error.message));
  }
  main.setAttribute('aria-busy', 'false');
  openAtTheTop();
}

/** What stands in the page before anything is shown: in English, until somebody chose. */
function showWords() {
  document.documentElement.lang = settings.lang;
  document.title = `${say('title')} – autenti-form`;
  controls.setAttribute('aria-label', say('shown'));
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = say(element.dataset.word);
  showContrast();
}

/**
 * States that are shown by pressing move the focus, and the page with it; whoever opens the gallery begins at its top
 * all the same, unless they went somewhere themselves meanwhile.
 */
function openAtTheTop() {
  // A state on its own is as it would be on a form, focus and all.
  if (!isOpening || settings.state) return;
  isOpening = false;
  document.activeElement?.blur();
  window.scrollTo(0, 0);
}

let isOpening = true;
for (const gesture of ['wheel', 'touchstart', 'keydown', 'pointerdown']) {
  window.addEventListener(gesture, () => (isOpening = false), { once: true, passive: true });
}
// The browser would go back to where the page was before it was loaded again.
history.scrollRestoration = 'manual';

function groupSection(group, options) {
  const isWanted = settings.state ? group.name === STATES.get(settings.state)?.group : ['all', group.name].includes(settings.group);
  if (!isWanted) return null;
  const names = Object.keys(group.states).filter((name) => !settings.state || name === settings.state);
  const shown = names.map((name) => {
    const state = STATES.get(name);
    return stateArticle({ ...state, title: stateTitle(state, options.lang) }, options);
  });
  const heading = node('h2', { id: `group-${group.name}` }, groupTitle(group, options.lang));
  const section = node('section', { class: 'group', 'aria-labelledby': heading.id }, heading);
  section.append(...shown.map(({ article }) => article));
  return { section, settled: shown.map(({ settled }) => settled) };
}

function stateArticle(state, options) {
  const link = node('a', { href: addressOf({ ...settings, state: state.name, group: DEFAULTS.group }) }, state.title);
  const head = node('h3', {}, link, ' ', node('code', {}, state.name));
  const article = node('article', { class: 'state', 'data-state': state.name }, head);
  if (state.alone && !settings.state) {
    article.append(node('p', { class: 'hint' }, say('wholePage')));
    return { article, settled: Promise.resolve() };
  }
  const { specimens, settled } = specimensOf(state, options);
  const [first, ...others] = specimens;
  article.append(node('div', { class: 'specimens' }, first ?? '', node('div', { class: 'beside' }, ...others)));
  return { article, settled };
}

function showControls() {
  const { lang } = settings;
  const groups = {
    all: say('all'),
    ...Object.fromEntries(GROUPS.map((group) => [group.name, groupTitle(group, lang)])),
  };
  const state = STATES.get(settings.state);
  const group = settings.state ? '' : settings.group;
  const fields = [
    choice(
      'group',
      say('states'),
      settings.state ? { '': state ? stateTitle(state, lang) : settings.state, ...groups } : groups,
      group,
    ),
    choice('element', say('element'), {
      '': say('all'),
      ...Object.fromEntries(ELEMENTS.map((name) => [name, name])),
    }),
    choice('lang', say('language'), LANGUAGES),
    choice('theme', say('theme'), Object.fromEntries(THEMES.map((theme) => [theme, say(theme)]))),
    choice('width', say('column'), {
      ...Object.fromEntries(WIDTHS.map((width) => [width, `${width} px`])),
      '': say('wide'),
    }),
  ];
  const focused = document.activeElement?.name;
  controls.replaceChildren(...fields);
  if (focused) controls.elements[focused]?.focus();
}

function choice(name, label, options, value = settings[name]) {
  const select = node('select', { name });
  for (const [key, text] of Object.entries(options)) select.append(node('option', { value: key }, text));
  select.value = value;
  select.onchange = () => show({ [name]: select.value, ...(name === 'group' ? { state: '' } : {}) });
  return node('label', {}, node('span', {}, label), select);
}

function showContrast() {
  const isForced = matchMedia('(forced-colors: active)').matches;
  document.querySelector('#contrast-hint').textContent = say(isForced ? 'forced' : 'notForced');
}

controls.onsubmit = (event) => event.preventDefault();
matchMedia('(forced-colors: active)').onchange = showContrast;

/** For tests: what there is, showing it, and sending news of it. */
window.autentiGallery = {
  groups: GROUPS.map(({ name }) => name),
  states: [...STATES.values()].map(({ name, group, alone = false, press = [] }) => ({ name, group, alone, press })),
  show,
  /** The proxy has news: the body of another state, changed by `more`. */
  tell: (name, of, more) => tell(name, { ...STATES.get(of).body((words) => words), ...more }),
};
show();
