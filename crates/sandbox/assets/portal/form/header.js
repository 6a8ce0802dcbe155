// What the form says about the instance: number, title, where it stands, who changed it.

import { h } from '../dom.js';
import { icon } from '../icons.js';
import { moment, text } from '../texts.js';

export function makeHeader(form) {
  const { info } = form;
  const name = info.isNew ? text('newContract') : info.title || text('untitled');
  return h(
    'header',
    { class: 'form-head' },
    h(
      'p',
      { class: 'form-head__path' },
      h('a', { href: '/' }, info.application),
      icon('next'),
      h('span', {}, info.formType),
      info.isNew ? null : [icon('next'), h('span', { class: 'form-head__number' }, info.number)],
    ),
    h('h1', { class: 'form-head__title', dir: 'auto' }, name),
    steps(info),
    info.isNew
      ? null
      : h(
          'p',
          { class: 'form-head__facts' },
          `${text('created')} ${moment(info.created)}, ${info.author} · ${text('modified')} ${moment(info.modified)} ${text('by')} ${info.modifiedBy} · ${text('version')} ${info.version}`,
        ),
  );
}

function steps(info) {
  const at = info.steps.findIndex((step) => step.id === info.step);
  return h(
    'ol',
    { class: 'steps', 'aria-label': text('workflow') },
    info.steps.map((step, index) =>
      h(
        'li',
        {
          class: index < at ? 'is-past' : index === at ? 'is-current' : '',
          'aria-current': index === at ? 'step' : null,
        },
        index < at ? icon('check') : null,
        step.name,
      ),
    ),
  );
}
