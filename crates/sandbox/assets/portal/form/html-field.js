// The HTML field: what a designer pasted, put into the page as markup, its scripts made to run.
//
// facts: WEBCON form, HTML form field. Its scripts run in the page; it is made again, scripts and all,
// when a field whose value it refers to changes, when its tab or group comes back, and when the form is
// opened again. `.html-control` is the class of its wrapper.

import { h } from '../dom.js';
import { makeHtmlField as askServer } from '../server.js';

/** Makes the field. Its content goes in when the field itself stands in the document. */
export function makeHtmlField(form, control, signal) {
  const content = h('div', { class: 'html-control' });
  const element = h('div', { class: 'field field--html', 'data-control-id': control.id }, content);
  const showState = () => (element.hidden = form.hidden.has(control.id));
  showState();
  form.on('visibility', showState, signal);

  let asked = 0;
  form.on(
    'value',
    async ({ field }) => {
      if (!control.references.includes(field.fieldName)) return;
      const question = (asked += 1);
      const answer = await askServer(
        { db: form.where.db, id: form.info.id },
        { control: control.id, values: form.values(), admin: form.isAdmin, readOnly: !form.isEditing },
      ).catch(() => null);
      if (signal.aborted || question !== asked || !answer) return;
      control.html = answer.html;
      insert(content, control.html);
    },
    signal,
  );
  form.on('html', () => insert(content, control.html), signal);

  queueMicrotask(() => {
    if (!signal.aborted) insert(content, control.html);
  });
  return element;
}

/** Scripts that come in as markup do not run by themselves; a copy made as an element does. */
function insert(content, html) {
  content.innerHTML = html;
  for (const dead of content.querySelectorAll('script')) {
    const script = document.createElement('script');
    for (const { name, value } of dead.attributes) script.setAttribute(name, value);
    script.text = dead.text;
    // In the order of the markup, as a page would run them.
    script.async = false;
    dead.replaceWith(script);
  }
}
