// Form rules in JavaScript mode.
//
// facts: WEBCON form, form rules. A rule's text is the body of a function; it is run by a global eval; one
// rule can run another by id; a loop of rules ends after a thousand rounds.

import { currentForm } from './current-form.js';

const MOST_ROUNDS = 1000;
let depth = 0;

/** Runs a rule's text. */
export function runScript(script) {
  if (depth >= MOST_ROUNDS) {
    console.error('[ERROR] Form rules run in a circle');
    return undefined;
  }
  depth += 1;
  try {
    // An indirect eval runs in the global scope. Nothing comes between the text and the bracket, so a last
    // line that is a comment breaks the rule here as it does there.
    return (0, eval)(`(function(){${script}})()`);
  } catch (error) {
    console.error('[ERROR] A form rule failed', error);
    return undefined;
  } finally {
    depth -= 1;
  }
}

/** Runs a form rule by its id. */
export function InvokeRule(id) {
  const rule = currentForm()?.model.scripts.jsToRegister.find((candidate) => candidate.id === Number(id));
  if (!rule) {
    console.warn(`[WARN] No form rule with ID ${id}`);
    return undefined;
  }
  return runScript(rule.text);
}

/** Runs what runs when a field's value changed, whoever changed it. */
export function runOnChange(field) {
  if (field.scriptToRunOnChange) runScript(field.scriptToRunOnChange);
}

/** Runs what runs when a form opens. */
export function runOnPageLoad() {
  for (const id of currentForm().model.scripts.onPageLoad) InvokeRule(id);
}
