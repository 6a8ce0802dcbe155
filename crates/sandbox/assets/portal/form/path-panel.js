// The buttons that take the instance to another step.

import { h } from '../dom.js';
import { icon } from '../icons.js';
import { text } from '../texts.js';

/** Makes the path buttons; `take` gets the id of the path. */
export function makePathPanel(form, take, signal) {
  const { paths } = form.model;
  // facts: WEBCON form, DOM anchors.
  const element = h(
    'footer',
    { id: 'pathPanel', class: 'path-panel', 'aria-label': text('paths') },
    h('span', { class: 'path-panel__hint' }, text('pathsHint')),
  );
  const draw = () => {
    const shown = paths.filter((path) => !form.hiddenPaths.has(path.id));
    element.hidden = shown.length === 0;
    for (const old of element.querySelectorAll('button')) old.remove();
    // The default path stands last, at the corner where the thumb is.
    for (const path of shown.sort((one, other) => one.isDefault - other.isDefault)) {
      const look = path.isDefault ? 'button--primary' : path.ends ? 'button--danger-quiet' : '';
      element.append(
        h(
          'button',
          { type: 'button', class: `button ${look}`, 'data-path-id': path.id, onclick: () => take(path.id) },
          path.name,
          icon('next'),
        ),
      );
    }
  };
  draw();
  form.on('paths', draw, signal);
  return element;
}
