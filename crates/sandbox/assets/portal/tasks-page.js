// "My tasks": the signed-in person's tasks beside the form of the chosen one.

import { h } from './dom.js';
import { openForm } from './form/form-page.js';
import { statusBadge } from './instance-list.js';
import { listInstances } from './server.js';
import { session } from './session.js';
import { text } from './texts.js';

export function tasksPage(main, { id, mode }) {
  document.title = `${text('myTasks')} – ${text('portal')}`;
  const list = h(
    'nav',
    { class: 'tasks__list', 'aria-label': text('myTasks') },
    h('p', { class: 'quiet' }, text('loading')),
  );
  const place = h('div', { class: 'tasks__form' });
  main.replaceChildren(h('div', { class: `tasks ${id ? 'has-form' : ''}` }, list, place));
  fillIn(list, id);
  if (!id) {
    place.append(h('p', { class: 'quiet' }, text('chooseTask')));
    return {};
  }
  const { db, app } = session.sandbox;
  return openForm(
    place,
    { db, app, id },
    {
      mode: mode ?? 'view',
      inTasks: true,
      address: `/tasks/db/${db}/element/${id}/form`,
      closed: '/tasks',
    },
  );
}

async function fillIn(list, chosen) {
  const instances = await listInstances(session.sandbox.db).catch((refused) => {
    list.replaceChildren(h('p', { class: 'message message--error', role: 'alert' }, refused.message));
    return null;
  });
  if (!instances) return;
  const tasks = instances.filter((instance) => instance.hasTask);
  const items = tasks.map((task) =>
    h(
      'li',
      {},
      h(
        'a',
        {
          href: `/tasks/db/${session.sandbox.db}/element/${task.id}/form`,
          'aria-current': String(task.id) === chosen ? 'page' : null,
        },
        h('span', { class: 'tasks__number' }, task.number),
        h('strong', {}, task.title || text('untitled')),
        statusBadge(task.status),
      ),
    ),
  );
  list.replaceChildren(
    h('h1', {}, text('myTasks')),
    tasks.length > 0 ? h('ul', {}, items) : h('p', { class: 'quiet' }, text('noTasks')),
  );
}
