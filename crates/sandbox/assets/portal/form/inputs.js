// Controls that people type into, one for each type of field. Each answers `{ element, focus, update }`.

import { h } from '../dom.js';
import { text } from '../texts.js';
import { displayValue, formatDecimal, parseDecimal } from './display.js';
import { isEmpty } from './form.js';

/**
 * An input for a field or a cell.
 * @param control What is edited. @param attributes `id`, `aria-…` and the like. @param changed Called with
 * the new value.
 */
export function makeInput(control, value, attributes, changed) {
  const make = INPUTS[control.type] ?? singleLine;
  return make(control, value, attributes, changed);
}

/** facts: WEBCON form, version churn: since 2026 R1 a single line is a textarea of one row. */
function singleLine(control, value, attributes, changed) {
  const input = h('textarea', { ...attributes, rows: '1', class: 'input input--line', value: value ?? '' });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
  input.addEventListener('input', () => changed(input.value.replaceAll(/\s*\n\s*/g, ' ') || null));
  return plain(input);
}

function multiline(control, value, attributes, changed) {
  const input = h('textarea', { ...attributes, rows: '4', class: 'input', value: value ?? '' });
  input.addEventListener('input', () => changed(input.value || null));
  return plain(input);
}

function decimal(control, value, attributes, changed) {
  const inList = control.fieldName.startsWith('DET_');
  const write = (number) => (isEmpty(number) ? '' : formatDecimal(number, inList));
  const input = h('input', {
    ...attributes,
    class: 'input input--number',
    inputmode: 'decimal',
    value: write(value),
  });
  let last = value;
  input.addEventListener('change', () => {
    const number = parseDecimal(input.value);
    if (number !== undefined) changed((last = number));
    input.value = write(last);
  });
  return {
    element: input,
    focus: () => input.focus(),
    update: (number) => (input.value = write((last = number))),
  };
}

function int(control, value, attributes, changed) {
  const input = h('input', {
    ...attributes,
    class: 'input input--number',
    type: 'number',
    step: '1',
    value: value ?? '',
  });
  input.addEventListener('input', () => {
    if (input.validity.valid) changed(input.value === '' ? null : Math.trunc(input.valueAsNumber));
  });
  return plain(input);
}

function date(control, value, attributes, changed) {
  const input = h('input', { ...attributes, class: 'input', type: 'date', value: value ?? '' });
  input.addEventListener('change', () => changed(input.value || null));
  return plain(input);
}

function email(control, value, attributes, changed) {
  const input = h('input', {
    ...attributes,
    class: 'input',
    type: 'email',
    autocomplete: 'off',
    value: value ?? '',
  });
  input.addEventListener('input', () => changed(input.value || null));
  return plain(input);
}

/** An address; its text stays what it was, or is the address itself. */
function link(control, value, attributes, changed) {
  const input = h('input', {
    ...attributes,
    class: 'input',
    type: 'url',
    autocomplete: 'off',
    value: value?.url ?? '',
  });
  let { name = '' } = value ?? {};
  input.addEventListener('input', () => {
    const url = input.value.trim();
    changed(url === '' ? null : { url, name: name || url });
  });
  return {
    element: input,
    focus: () => input.focus(),
    update: (next) => {
      ({ name = '' } = next ?? {});
      if (input.value !== (next?.url ?? '')) input.value = next?.url ?? '';
    },
  };
}

function flag(control, value, attributes, changed) {
  const input = h('input', { ...attributes, class: 'switch', type: 'checkbox', role: 'switch' });
  input.checked = value === true;
  input.addEventListener('change', () => changed(input.checked));
  return { element: input, focus: () => input.focus(), update: (next) => (input.checked = next === true) };
}

/** A choice from what the field offers; a value that is not offered any more stays until it is replaced. */
function choice(control, value, attributes, changed) {
  const input = h('select', { ...attributes, class: 'input input--select' });
  const fill = (picked) => {
    const current = picked[0];
    const known = control.options.some((option) => option.id === current?.id);
    input.replaceChildren(
      h('option', { value: '' }, ''),
      ...control.options.map((option) => h('option', { value: option.id }, option.label)),
      ...(current && !known ? [h('option', { value: current.id }, displayValue(control, picked))] : []),
    );
    input.value = current?.id ?? '';
  };
  fill(value);
  input.addEventListener('change', () => {
    const option = control.options.find(({ id }) => id === input.value);
    changed(option ? [{ id: option.id, name: option.name }] : []);
  });
  return { element: input, focus: () => input.focus(), update: fill };
}

function plain(input) {
  return {
    element: input,
    focus: () => input.focus(),
    update: (value) => {
      const written = value ?? '';
      if (input.value !== String(written)) input.value = written;
    },
  };
}

const INPUTS = {
  SingleLine: singleLine,
  Multiline: multiline,
  Decimal: decimal,
  Int: int,
  Date: date,
  Email: email,
  Boolean: flag,
  HyperLink: link,
  Hyperlink: link,
  ChoiceList: choice,
  ChoicePicker: choice,
  People: choice,
};

/** What stands where nobody can type. */
export function readOnlyText(control, value) {
  const shown = displayValue(control, value);
  const isLink = ['HyperLink', 'Hyperlink'].includes(control.type) && /^https?:/i.test(value?.url ?? '');
  const element = isLink
    ? h('a', { class: 'form-control-readonly', dir: 'auto', href: value.url, target: '_blank', rel: 'noopener' }, shown)
    : h('span', { class: 'form-control-readonly', dir: 'auto' }, shown);
  if (shown === '') element.append(h('span', { class: 'visually-hidden' }, text('empty')));
  return element;
}
