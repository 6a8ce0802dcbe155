// The bar above the form.

import { h } from '../dom.js';
import { icon } from '../icons.js';
import { text } from '../texts.js';

/** Makes the toolbar; `actions` are what its buttons do. facts: WEBCON form, DOM anchors, for the ids. */
export function makeToolbar(form, actions) {
  const { info } = form;
  const buttons = form.isEditing
    ? [
        ['SaveToolbarButton', 'save', text('save'), actions.save, 'button--primary'],
        ['CancelToolbarButton', 'cancel', text('cancel'), actions.cancel],
        info.isNew ? null : ['ReloadToolbarButton', 'reload', text('reload'), actions.reload],
      ]
    : [
        info.canEdit ? ['EditToolbarButton', 'edit', text('edit'), actions.edit, 'button--primary'] : null,
        ['ReloadToolbarButton', 'reload', text('reload'), actions.reload],
        info.canAdminister ? ['AdminToolbarButton', 'admin', text('adminMode'), actions.admin] : null,
        info.canDelete ? ['DeleteToolbarButton', 'delete', text('delete'), actions.remove] : null,
      ];
  return h(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': text('toolbar'), onkeydown: walk },
    buttons.filter(Boolean).map(([id, name, label, action, look = ''], at) =>
      h(
        'button',
        {
          type: 'button',
          id,
          tabindex: at === 0 ? '0' : '-1',
          // facts: WEBCON form, version churn: the classes of 2025.
          class: `webcon-ui button toolbar-button__button ${look}`,
          onclick: action,
        },
        icon(name),
        h('span', {}, label),
      ),
    ),
  );
}

/** Arrow keys move between the buttons; the toolbar itself is one stop for the Tab key. */
function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement);
  const next = buttons[(at + step + buttons.length) % buttons.length];
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
  event.preventDefault();
}
