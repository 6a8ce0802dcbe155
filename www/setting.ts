// Attributes of our elements: those inside an `<autenti-signing>` share its own.

import type { TicketSource } from "./tickets.ts";

export const LAYOUT = "autenti-signing";

/** The element's own attribute, or that of the `<autenti-signing>` around it; empty if neither has it. */
export function setting(element: Element, name: string): string {
  const around = () => element.parentElement?.closest(LAYOUT)?.getAttribute(name);
  return (element.getAttribute(name) ?? around() ?? "").trim();
}

/** Where the element's tickets come from, besides its attribute `ticket`. */
export const ticketSource = (element: Element): TicketSource => ({
  url: setting(element, "ticket-url"),
  rule: setting(element, "ticket-rule"),
  ruleName: setting(element, "ticket-rule-name"),
});
