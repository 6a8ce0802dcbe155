// Attributes of our elements: those inside an `<autenti-signing>` share its own.

export const LAYOUT = "autenti-signing";

/** The element's own attribute, or that of the `<autenti-signing>` around it; empty if neither has it. */
export function setting(element, name) {
  return (element.getAttribute(name) ?? element.parentElement?.closest(LAYOUT)?.getAttribute(name) ?? "").trim();
}

/** Where the element's tickets come from, besides its attribute `ticket`. */
export const ticketSource = (element) => ({
  url: setting(element, "ticket-url"),
  rule: setting(element, "ticket-rule"),
  ruleName: setting(element, "ticket-rule-name"),
});
