// One form field: its name, and its value to read or to write.

import { h, newId } from '../dom.js';
import { text } from '../texts.js';
import { makeInput, readOnlyText } from './inputs.js';

/** Makes the field; it follows the form until the signal says that it is gone. */
export function makeField(form, field, signal) {
  const inputId = newId('field');
  const errorId = newId('field');
  const isInput = field.editMode !== 'ReadOnlyHtml';
  const label = h(
    isInput ? 'label' : 'span',
    { class: 'field__label', for: isInput ? inputId : null },
    field.name,
  );
  if (field.required && form.isEditing) {
    label.append(h('span', { class: 'field__required', title: text('required') }, ' *'));
  }
  const value = h('div', { class: 'field__value' });
  const error = h('p', { class: 'field__error', id: errorId, hidden: true }, text('requiredHere'));
  // facts: WEBCON form, DOM anchors: a field is found by its database column.
  const element = h(
    'div',
    { class: `field field--${field.type.toLowerCase()}`, id: field.fieldName, 'data-control-id': field.id },
    label,
    value,
    error,
  );
  let input = null;

  const isWritable = () => field.editMode === 'Edit' && !form.disabled.has(field.fieldName);

  const draw = () => {
    if (!isInput) {
      input = null;
      value.replaceChildren(readOnlyText(field, field.value));
      return;
    }
    const attributes = {
      id: inputId,
      disabled: !isWritable(),
      'aria-required': field.required ? 'true' : null,
      'aria-describedby': errorId,
    };
    input = makeInput(field, field.value, attributes, (next) => form.set(field, next, input));
    value.replaceChildren(input.element);
  };

  const showState = () => {
    element.hidden = form.hidden.has(field.id);
    if (input) input.element.disabled = !isWritable();
    const isWrong = form.invalid.has(field.fieldName);
    error.hidden = !isWrong;
    input?.element.setAttribute('aria-invalid', String(isWrong));
  };

  draw();
  showState();
  form.on(
    'value',
    ({ field: changed, source }) => {
      if (changed !== field) return;
      if (!input) draw();
      else if (source !== input) input.update(field.value);
      showState();
    },
    signal,
  );
  form.on('visibility', showState, signal);
  return element;
}
