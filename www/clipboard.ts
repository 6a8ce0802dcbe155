// What is copied for people: a link, a number.

/** Copies the text for who pressed the button; answers whether it was copied. */
export async function copy(text: string, button: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages that are not served securely do not have it, and frames may not be allowed to.
    return copyFromField(text, button);
  }
}

/** The old way: from a field beside the button, because nothing outside an open dialog can be selected. */
function copyFromField(text: string, button: Element): boolean {
  const focused = (button.getRootNode() as Document | ShadowRoot).activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.style.cssText = "position: fixed; opacity: 0";
  button.after(field);
  field.focus({ preventScroll: true });
  field.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    (focused as HTMLElement | null)?.focus({ preventScroll: true });
  }
}
