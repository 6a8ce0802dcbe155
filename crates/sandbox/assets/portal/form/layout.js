// Groups, tabs and panels. What is not visible is not in the document: collapsing a group or leaving a tab
// removes its fields, coming back makes them again (facts: WEBCON form, HTML form field, re-rendering).

import { h, newId } from '../dom.js';
import { icon } from '../icons.js';
import { makeExtension } from './extension.js';
import { makeExternalControl } from './external-control.js';
import { makeField } from './field.js';
import { makeHtmlField } from './html-field.js';
import { makeItemList } from './item-list.js';

/** Which groups are collapsed and which tabs chosen; kept when the form is opened again. */
export class LayoutState {
  collapsed = new Set();
  chosenTabs = new Map();
}

/** Makes all controls of a panel. */
export function makePanel(form, state, panel, signal) {
  const top = form.controls.filter((control) => control.parent === null && control.panel === panel);
  return top.map((control) => makeControl(form, state, control, signal));
}

function makeControl(form, state, control, signal) {
  switch (control.type) {
    case 'AttributesGroup':
      return makeGroup(form, state, control, signal);
    case 'TabPanel':
      return makeTabPanel(form, state, control, signal);
    case 'ItemList':
      return makeSection(form, state, control, signal, (inner) => makeItemList(form, inner));
    case 'Html':
      return makeHtmlField(form, control, signal);
    case 'Extension':
      return makeExtension(form, control, signal);
    case 'ExternalControl':
      return makeExternalControl(form, control, signal);
    default:
      return makeField(form, control, signal);
  }
}

function makeGroup(form, state, group, signal) {
  return makeSection(form, state, group, signal, (inner) => {
    const children = form.childrenOf(group.id).map((child) => makeControl(form, state, child, inner));
    return h('div', { class: 'group__fields' }, children);
  });
}

/** A heading that folds what stands below it. */
function makeSection(form, state, control, signal, makeContent) {
  const bodyId = newId('group');
  const body = h('div', { class: 'group__body', id: bodyId });
  const button = h(
    'button',
    { type: 'button', class: 'group__toggle', 'aria-controls': bodyId },
    icon('chevron'),
    h('span', {}, control.name),
  );
  const element = h(
    'section',
    { class: 'group', 'data-control-id': control.id },
    h('h2', { class: 'group__name' }, button),
    body,
  );
  const draw = redrawable(body, signal, makeContent);

  const show = () => {
    const isOpen = !state.collapsed.has(control.id);
    button.setAttribute('aria-expanded', String(isOpen));
    element.classList.toggle('is-collapsed', !isOpen);
    body.hidden = !isOpen;
    draw(isOpen);
  };
  const fold = (isOpen) => {
    if (isOpen) state.collapsed.delete(control.id);
    else state.collapsed.add(control.id);
    show();
  };
  const isHidden = () => (element.hidden = form.hidden.has(control.id));

  button.addEventListener('click', () => fold(state.collapsed.has(control.id)));
  form.on('fold', ({ id, isOpen }) => id === control.id && fold(isOpen), signal);
  form.on('visibility', isHidden, signal);
  isHidden();
  show();
  return element;
}

function makeTabPanel(form, state, panel, signal) {
  const tabs = form.childrenOf(panel.id);
  const bodyId = newId('tabs');
  const body = h('div', { class: 'tabs__body', role: 'tabpanel', id: bodyId, tabindex: '0' });
  const buttons = new Map(
    tabs.map((tab) => [
      tab.id,
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          class: 'tab',
          id: newId('tab'),
          'aria-controls': bodyId,
          'data-control-id': tab.id,
          onclick: () => choose(tab.id),
          onkeydown: (event) => walk(event, tab.id),
        },
        tab.name,
      ),
    ]),
  );
  const list = h('div', { class: 'tabs__list', role: 'tablist', 'aria-label': panel.name }, [
    ...buttons.values(),
  ]);
  const element = h('section', { class: 'tabs', 'data-control-id': panel.id }, list, body);
  const drawTab = redrawable(body, signal, (inner) => {
    const children = form.childrenOf(state.chosenTabs.get(panel.id));
    return children.map((child) => makeControl(form, state, child, inner));
  });

  const visible = () => tabs.map((tab) => tab.id).filter((id) => !form.hidden.has(id));
  const choose = (id) => {
    if (state.chosenTabs.get(panel.id) === id && body.hasChildNodes()) return;
    state.chosenTabs.set(panel.id, id);
    for (const [tab, button] of buttons) {
      button.setAttribute('aria-selected', String(tab === id));
      button.tabIndex = tab === id ? 0 : -1;
    }
    body.setAttribute('aria-labelledby', buttons.get(id).id);
    drawTab(false);
    drawTab(true);
  };
  const walk = (event, id) => {
    const ids = visible();
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next =
      { Home: ids[0], End: ids.at(-1) }[event.key] ?? ids[(ids.indexOf(id) + step + ids.length) % ids.length];
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    buttons.get(next).focus();
  };
  const showState = () => {
    element.hidden = form.hidden.has(panel.id);
    for (const [id, button] of buttons) button.hidden = form.hidden.has(id);
    const chosen = state.chosenTabs.get(panel.id);
    if (form.hidden.has(chosen) && visible().length > 0) choose(visible()[0]);
  };

  form.on('tab', ({ id }) => buttons.has(id) && choose(id), signal);
  form.on('visibility', showState, signal);
  choose(state.chosenTabs.get(panel.id) ?? tabs[0].id);
  showState();
  return element;
}

/** Draws and removes the content of a place; what was drawn hears when it is removed. */
function redrawable(place, signal, makeContent) {
  let drawn = null;
  signal.addEventListener('abort', () => drawn?.abort());
  return (isShown) => {
    if (!isShown) {
      drawn?.abort();
      drawn = null;
      place.replaceChildren();
    } else if (!drawn) {
      drawn = new AbortController();
      place.append(...[makeContent(drawn.signal)].flat());
    }
  };
}
