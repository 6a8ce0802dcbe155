// GetValue, SetValue and their kin (facts: WEBCON form, global functions).

import { currentForm, findField } from './current-form.js';
import { fromText, toText, toTyped } from './values.js';

export function GetValue(name) {
  const field = findField(name);
  return field && toText(field, field.value);
}

export function GetTypedValue(name) {
  const field = findField(name);
  return field && { value: toTyped(field, field.value) };
}

/** Writes a field; its rule runs if the value changed. Read-only fields need `forceOnReadonly`. */
export function SetValue(name, value, options = {}) {
  const field = findField(name);
  if (!field) return;
  if (field.editMode === 'ReadOnlyHtml' && !options.forceOnReadonly) {
    console.error(`[ERROR] ${name} is read-only`);
    return;
  }
  currentForm().set(field, fromText(field, value));
}

export function SetTypedValue(name, { value }, options = {}) {
  SetValue(name, value, options);
}

export function GetMode(name) {
  return findField(name) && 'Standard';
}

/** Splits at the first `#`; several values joined with `;` are not taken apart. */
export const GetPairID = (pair) => String(pair ?? '').split('#')[0];

export const GetPairName = (pair) =>
  String(pair ?? '')
    .split('#')
    .slice(1)
    .join('#');

export function EnableControl(name) {
  const field = findField(name);
  if (field) currentForm().enable(field.fieldName, true);
}

export function DisableControl(name) {
  const field = findField(name);
  if (field) currentForm().enable(field.fieldName, false);
}

export function SetFocus(name) {
  const field = findField(name);
  if (field) document.getElementById(field.fieldName)?.querySelector('.input, .switch')?.focus();
}

export function SetControlStyle(name, style) {
  const field = findField(name);
  if (field) applyStyle(document.querySelector(`#${field.fieldName} .field__value`), style);
}

export function SetLabelStyle(name, style) {
  const field = findField(name);
  if (field) applyStyle(document.querySelector(`#${field.fieldName} .field__label`), style);
}

function applyStyle(element, style) {
  if (!element) return;
  if (typeof style === 'string') element.style.cssText += style;
  else Object.assign(element.style, style);
}
