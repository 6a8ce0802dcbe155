// The first page: who you are, and the contracts that you may see.

import { h } from './dom.js';
import { avatar } from './frame.js';
import { icon } from './icons.js';
import { instanceList } from './instance-list.js';
import { listInstances } from './server.js';
import { nextStep } from './next-step.js';
import { language, session, startAddress } from './session.js';
import { text } from './texts.js';

export function homePage(main) {
  document.title = `${text('contracts')} – ${text('portal')}`;
  const next = h('div', {});
  const list = h('div', { 'aria-busy': 'true' }, h('p', { class: 'quiet' }, text('loading')));
  main.replaceChildren(
    h(
      'div',
      { class: 'page' },
      h(
        'div',
        { class: 'page__head' },
        h('h1', {}, text('contracts')),
        h('a', { class: 'button button--primary', href: startAddress() }, icon('add'), text('newContract')),
      ),
      next,
      people(),
      waysIn(),
      list,
      h('p', { class: 'quiet' }, h('a', { href: `/gallery?lang=${language}` }, text('gallery'))),
    ),
  );
  listInstances(session.sandbox.db).then(
    (instances) => {
      list.removeAttribute('aria-busy');
      list.replaceChildren(instanceList(instances));
      next.replaceChildren(nextStep(instances));
    },
    (refused) =>
      list.replaceChildren(h('p', { class: 'message message--error', role: 'alert' }, refused.message)),
  );
  return {};
}

/** The designs of the form that stand ready; the server remembers which one this browser looks at. */
function waysIn() {
  const { designs, design } = session.sandbox;
  return h(
    'section',
    { class: 'people', 'aria-label': text('waysIn') },
    h('p', { class: 'people__hint' }, `${text('waysIn')}:`),
    h(
      'ul',
      {},
      designs.map(({ name, label }) =>
        h(
          'li',
          {},
          h(
            'a',
            {
              class: 'person-card person-card--plain',
              href: `/?${new URLSearchParams({ design: name })}`,
              'aria-current': name === design ? 'true' : null,
            },
            label,
          ),
        ),
      ),
    ),
  );
}

function people() {
  return h(
    'section',
    { class: 'people', 'aria-label': text('signInAs') },
    h('p', { class: 'people__hint' }, text('signInHint')),
    h(
      'ul',
      {},
      session.sandbox.people.map(({ login, name }) =>
        h(
          'li',
          {},
          h(
            'a',
            {
              class: 'person-card',
              href: `/?${new URLSearchParams({ as: login })}`,
              'aria-current': login === session.sandbox.person ? 'true' : null,
            },
            avatar(name),
            h('span', {}, name),
          ),
        ),
      ),
    ),
  );
}
