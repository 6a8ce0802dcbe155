// What stands around every page: the note that this is a stand-in, the top bar, the navigation.

import { h } from './dom.js';
import { icon } from './icons.js';
import { isCompact, isEmbedded, language, session, startAddress } from './session.js';
import { text } from './texts.js';

/** Puts up the frame; answers the element that pages go into. */
export function showFrame() {
  // In the side bar the page around it has these landmarks already.
  const [mainTag, noteTag, label] = isCompact()
    ? ['div', 'div', null]
    : ['main', 'aside', text('standInName')];
  const main = h(mainTag, { id: 'main', tabindex: '-1' });
  const app = document.getElementById('app');
  const note = h(noteTag, { class: 'stand-in-note', 'aria-label': label }, text('standIn'));
  document.body.classList.toggle('is-compact', isCompact());
  if (isEmbedded()) {
    document.body.classList.add('is-embedded');
    app.replaceChildren(note, main);
    return main;
  }
  const skip = h('a', { class: 'skip-link', href: '#main' }, text('skip'));
  app.replaceChildren(skip, note, topBar(), h('div', { class: 'frame' }, navigation(), main));
  return main;
}

function topBar() {
  return h(
    'header',
    { class: 'top-bar' },
    h('a', { class: 'top-bar__brand', href: '/' }, icon('file'), h('span', {}, text('contracts'))),
    h('div', { class: 'top-bar__space' }),
    languageSwitch(),
    themeSwitch(),
    personMenu(),
  );
}

/** A link to the same page that the server remembers a choice from. */
const choose = (key, value) => `${location.pathname}?${new URLSearchParams({ [key]: value })}`;

/** The address may change after the link was made, so it is written again when it is about to be used. */
function choiceLink(key, value, attributes, ...children) {
  const refresh = (event) => event.currentTarget.setAttribute('href', choose(key, value));
  return h(
    'a',
    { href: choose(key, value), onfocus: refresh, onpointerdown: refresh, ...attributes },
    ...children,
  );
}

function languageSwitch() {
  const other = language === 'pl' ? 'en' : 'pl';
  const attributes = { class: 'top-bar__button', lang: other, hreflang: other };
  return choiceLink('lang', other, attributes, text('otherLanguage'));
}

function themeSwitch() {
  const isDark = session.sandbox.theme === 'dark';
  const label = text(isDark ? 'lightTheme' : 'darkTheme');
  const attributes = { class: 'top-bar__button', 'aria-label': label, title: label };
  return choiceLink('theme', isDark ? 'light' : 'dark', attributes, icon(isDark ? 'sun' : 'moon'));
}

/** A circle with somebody's initials, which are for the eye only. */
export const avatar = (name) =>
  h('span', {
    class: 'avatar',
    'data-initials': name
      .split(' ')
      .map((part) => part[0])
      .join(''),
  });

function personMenu() {
  const { user, sandbox } = session;
  const people = sandbox.people.map(({ login, name }) =>
    h(
      'li',
      {},
      choiceLink(
        'as',
        login,
        { class: 'person', 'aria-current': login === sandbox.person ? 'true' : null },
        avatar(name),
        h('span', {}, h('strong', {}, name), h('small', {}, login)),
      ),
    ),
  );
  const menu = h(
    'details',
    { class: 'person-menu' },
    h(
      'summary',
      { class: 'top-bar__button' },
      h('span', { class: 'visually-hidden' }, `${text('signedInAs')} `),
      avatar(user.name),
      h('span', { class: 'person-menu__name' }, user.name),
    ),
    h(
      'div',
      { class: 'person-menu__list' },
      h('p', { class: 'person-menu__title' }, text('signInAs')),
      h('ul', {}, people),
      h('p', { class: 'person-menu__hint' }, text('signInHint')),
    ),
  );
  document.addEventListener('click', (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.open) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
  return menu;
}

function navigation() {
  const links = [
    ['/', 'home', text('home')],
    ['/tasks', 'tasks', text('myTasks')],
    [startAddress(), 'add', text('newContract')],
  ];
  return h(
    'nav',
    { class: 'rail', 'aria-label': text('navigation') },
    links.map(([href, name, label]) =>
      h('a', { href, class: 'rail__link' }, icon(name), h('span', {}, label)),
    ),
  );
}
