// Showing, hiding, folding (facts: WEBCON form, global functions, show/hide).

import { COMMENTS } from '../form/comments.js';
import { currentForm } from './current-form.js';

/** A control by database column, with or without prefix, or by id. */
function show(nameOrId, isShown) {
  const form = currentForm();
  const control = form?.control(nameOrId) ?? form?.field(String(nameOrId).replace(/^WFD_/, ''));
  if (control) form.show(control.id, isShown);
  else console.warn(`[WARN] No control ${nameOrId} on the form`);
}

const fold = (id, isOpen) => currentForm()?.emit('fold', { id: Number(id), isOpen });

export const ShowField = (field) => show(field, true);
export const HideField = (field) => show(field, false);
export const ShowGroup = (id) => show(id, true);
export const HideGroup = (id) => show(id, false);
export const ExpandGroup = (id) => fold(id, true);
export const CollapseGroup = (id) => fold(id, false);
export const ShowTab = (id) => show(id, true);
export const HideTab = (id) => show(id, false);
export const SelectTab = (id) => currentForm()?.emit('tab', { id: Number(id) });
export const ShowTabPanel = (id) => show(id, true);
export const HideTabPanel = (id) => show(id, false);
export const ShowComment = () => currentForm()?.show(COMMENTS, true);
export const HideComment = () => currentForm()?.show(COMMENTS, false);

/** Only says whether the field is on the form at all. */
export const IsFormFieldVisible = (name) => Boolean(currentForm()?.field(String(name).replace(/^WFD_/, '')));

const rootPanel = (isEnabled) => {
  const panel = document.getElementById('main-form-page');
  if (panel) panel.inert = !isEnabled;
};

export const EnableRootPanel = () => rootPanel(true);
export const DisableRootPanel = () => rootPanel(false);
