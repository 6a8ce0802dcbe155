// The preview side bar: an instance's form in its compact shape, beside the page that it was opened from.

import { h } from './dom.js';
import { icon } from './icons.js';
import { previewAddress } from './session.js';
import { text } from './texts.js';

/** A button that opens the side bar. */
export function previewButton(instance) {
  const label = text('previewOf', instance.number);
  const attributes = { type: 'button', class: 'button button--subtle', 'aria-label': label, title: label };
  const button = h('button', { ...attributes, onclick: () => open(instance, button) }, icon('sidebar'));
  return button;
}

let opened = null;

/** Whoever leaves the page closes the side bar too. */
export const closePreview = () => opened?.remove();

function open(instance, opener) {
  closePreview();
  const close = () => {
    sideBar.remove();
    opener.focus();
  };
  const name = text('previewOf', instance.number);
  const closer = h(
    'button',
    { type: 'button', class: 'button', 'aria-label': text('closePreview'), onclick: close },
    icon('cancel'),
  );
  const sideBar = h(
    'aside',
    {
      class: 'side-bar',
      'aria-label': name,
      onkeydown: (event) => event.key === 'Escape' && close(),
    },
    h('div', { class: 'side-bar__head' }, h('strong', {}, name), closer),
    // facts: WEBCON form, read-only/preview: scripts run in here too, and know it by `insidebar=true`.
    h('iframe', { class: 'side-bar__form', src: previewAddress(instance.id), title: name }),
  );
  document.body.append(sideBar);
  opened = sideBar;
  closer.focus();
}
