// Makes elements. Text always goes in as text.

/**
 * An element with attributes and children. Functions under `on…` are listeners, `true` and `false` switch
 * an attribute on and off, children that are null or false are left out.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined),
  );
  return element;
}

/** An id that no other element of the page has. */
export const newId = (() => {
  let last = 0;
  return (prefix) => `${prefix}-${(last += 1)}`;
})();
