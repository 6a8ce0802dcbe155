// Dialogs of the portal. They answer promises, as the real ones do since 2024.

import { h, newId } from './dom.js';
import { text } from './texts.js';

/** Says something; answers when it is closed. */
export const alertDialog = (title, detail) =>
  open(title, detail, [{ label: text('ok'), value: true, primary: true }]);

/** Asks something; answers whether it was agreed to. */
export const confirmDialog = (title, detail, { yes = text('yes'), no = text('no'), danger = false } = {}) =>
  open(title, detail, [
    { label: yes, value: true, primary: true, danger },
    // Enter must not lose anything by accident.
    { label: no, value: false, focused: danger },
  ]);

function open(title, detail, choices) {
  return new Promise((resolve) => {
    const titleId = newId('dialog');
    const detailId = newId('dialog');
    const dialog = h(
      'dialog',
      { class: 'dialog', 'aria-labelledby': titleId, 'aria-describedby': detail ? detailId : null },
      h('h2', { id: titleId }, title),
      detail ? h('p', { id: detailId }, detail) : null,
      h(
        'div',
        { class: 'dialog__choices' },
        choices.map(({ label, value, primary, danger, focused }) =>
          h(
            'button',
            {
              type: 'button',
              autofocus: focused,
              class: `button ${danger ? 'button--danger' : primary ? 'button--primary' : ''}`,
              onclick: () => close(value),
            },
            label,
          ),
        ),
      ),
    );
    // facts: WEBCON form, version churn: dialogs hang below such an element at the end of the body.
    const holder = h('div', { 'data-floating-ui-portal': '' }, dialog);
    let answer = choices.length === 1;
    const close = (value) => {
      answer = value;
      dialog.close();
    };
    dialog.addEventListener('close', () => {
      holder.remove();
      resolve(answer);
    });
    document.body.append(holder);
    dialog.showModal();
  });
}
