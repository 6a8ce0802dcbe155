// Paths and menu buttons for scripts (facts: WEBCON form, global functions, paths and actions).

import { currentActions, currentForm } from './current-form.js';

/** Saves the form and takes a path. */
export function MoveToNextStep(pathId) {
  const path = currentForm()?.model.paths.find(({ id }) => id === Number(pathId));
  if (!path) {
    console.warn(`[WARN] No path with ID ${pathId}`);
    return undefined;
  }
  return currentActions().takePath(path.id);
}

const show = (pathId, isShown) => {
  const form = currentForm();
  if (!form) return;
  if (isShown) form.hiddenPaths.delete(Number(pathId));
  else form.hiddenPaths.add(Number(pathId));
  form.emit('paths');
};

export const ShowPath = (pathId) => show(pathId, true);
export const HidePath = (pathId) => show(pathId, false);

/** This form has no menu buttons: what the portal logs for one that is not available. */
export const InvokeMenuAction = (id) => console.warn(`[WARN] No action button with ID ${id}`);
