// The HTML field: what a designer pasted, put into the page as markup, its scripts made to run.
//
// facts: WEBCON form, HTML form field and corrections. Its scripts run in the page, in one of three ways, of
// which nobody knows which is the real one (`insert`); it is made again, scripts and all, when a field whose value it refers to changes, when its tab or group comes back, and when the form is
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
      insert(content, control.html, form.model.scripts.htmlFields);
    },
    signal,
  );
  const fill = () => insert(content, control.html, form.model.scripts.htmlFields);
  form.on('html', fill, signal);

  queueMicrotask(() => {
    if (!signal.aborted) fill();
  });
  return element;
}

/** Scripts that come in as markup do not run by themselves; how they are made to is the portal's affair. */
function insert(content, html, how) {
  content.innerHTML = html;
  for (const script of content.querySelectorAll('script')) {
    // What an earlier script took out of the field does not run.
    if (document.documentElement.contains(script)) RUN[how](script);
  }
}

const RUN = {
  /** A copy in the script's own place: `document.currentScript` stands in the field. */
  'in-place'(dead) {
    const script = document.createElement('script');
    for (const { name, value } of dead.attributes) script.setAttribute(name, value);
    script.text = dead.text;
    // In the order of the markup, as a page would run them.
    script.async = false;
    dead.replaceWith(script);
  },

  /**
   * As cash-dom does it: a copy with four attributes goes into the head and out again, so that
   * `document.currentScript` is that copy, nowhere in the page, without any `data-…`.
   */
  'cash-dom'(dead) {
    if (isProgram(dead)) copyToHead(dead);
  },

  /**
   * As jQuery's `globalEval` does it: the text is evaluated, and `document.currentScript` is null. A file of
   * the portal's own is fetched at once and evaluated too; one from elsewhere, and a module, goes into the head.
   */
  jquery(dead) {
    if (!isProgram(dead)) return;
    const isOwn = dead.src && new URL(dead.src).origin === location.origin;
    if (dead.type === 'module' || (dead.src && !isOwn)) copyToHead(dead);
    else evaluate(dead.src ? read(dead.src) : dead.text);
  },
};

const isProgram = ({ type }) => /^$|^module$|\/(?:java|ecma)script/i.test(type);

function copyToHead(dead) {
  const script = document.createElement('script');
  script.text = dead.text;
  for (const name of ['type', 'src', 'nonce', 'noModule']) if (dead[name]) script[name] = dead[name];
  document.head.append(script);
  script.remove();
}

function read(address) {
  const request = new XMLHttpRequest();
  request.open('GET', address, false);
  request.send();
  return request.status === 200 ? request.responseText : '';
}

function evaluate(text) {
  // One script that fails does not keep the next from running, as in a page.
  try {
    // Called by another name, it evaluates in the global scope.
    (0, eval)(text);
  } catch (error) {
    reportError(error);
  }
}
