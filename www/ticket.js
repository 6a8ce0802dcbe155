// Tickets as the portal answers them.

/**
 * The ticket in an answer: the whole answer, or what is called `ticket` anywhere in its JSON (an automation of
 * the portal wraps its results in ways of its own).
 */
export function ticketIn(answer) {
  const text = answer.trim();
  try {
    return find(JSON.parse(text));
  } catch {
    return text && !text.includes("<") ? text : undefined;
  }
}

function find(json) {
  if (typeof json === "string") return json;
  for (const [name, value] of Object.entries(json ?? {})) {
    if (name.toLowerCase() === "ticket" && typeof value === "string") return value;
    const within = typeof value === "object" ? find(value) : undefined;
    if (within) return within;
  }
}
