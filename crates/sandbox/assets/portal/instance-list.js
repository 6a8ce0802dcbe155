// A table of instances; on a phone, a card for each.

import { h } from './dom.js';
import { previewButton } from './preview.js';
import { formAddress } from './session.js';
import { moment, text } from './texts.js';

/** How a document stands, as a badge. Its colour only repeats what it says. */
export function statusBadge(status) {
  const tone = { COMPLETED: 'success', REJECTED: 'danger', ERROR: 'danger', PROCESSING: 'brand' }[status?.id];
  return h('span', { class: `badge badge--${tone ?? 'neutral'}` }, status?.name ?? text('notSent'));
}

export function instanceList(instances) {
  if (instances.length === 0) return h('p', { class: 'quiet' }, text('noContracts'));
  const heads = ['number', 'title', 'step', 'signature', 'owner', 'modified', 'preview'].map((key) => text(key));
  const rows = instances.map((instance) =>
    h(
      'tr',
      {},
      h('td', { class: 'instances__number' }, instance.number),
      h(
        'td',
        { class: 'instances__title' },
        h('a', { href: formAddress(instance.id) }, instance.title || text('untitled')),
        instance.hint ? h('small', {}, instance.hint) : null,
      ),
      h('td', {}, instance.step),
      h('td', {}, statusBadge(instance.status)),
      h('td', {}, instance.owner),
      h('td', {}, h('time', { datetime: instance.modified }, moment(instance.modified))),
      h('td', {}, previewButton(instance)),
    ),
  );
  for (const row of rows) [...row.cells].forEach((cell, at) => cell.setAttribute('data-label', heads[at]));
  return h(
    'table',
    { class: 'instances' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        heads.map((head) => h('th', { scope: 'col' }, head)),
      ),
    ),
    h('tbody', {}, rows),
  );
}
