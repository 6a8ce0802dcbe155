// The rows of look-up sources. The fixed ones are part of this script; labels are Autenti's, and are asked for.

/** What the fixed sources hold, by name: id, and the name in each language. */
const SOURCES = LOOKUPS;
const LANGUAGES = ["en", "pl", "de"];

/** The rows of a fixed source; nothing for one that is not fixed. */
export function fixedRows(source, { lang = "en", only = "" } = {}) {
  const rows = SOURCES[source];
  if (!rows) return undefined;
  const wanted = only.split(",").map((id) => id.trim().toUpperCase()).filter(Boolean);
  const number = Math.max(0, LANGUAGES.indexOf(lang));
  return rows
    .filter(([id]) => !wanted.length || wanted.includes(id.toUpperCase()))
    .map(([id, ...names]) => ({
      id,
      name: names[0],
      namePl: names[1],
      nameDe: names[2],
      value: `${id}#${names[number]}`,
    }));
}

/** The rows of a source that the proxy has to ask for. Fails with words for people. */
export async function labelRows(proxy, source, { lang, only, ticket }) {
  const query = new URLSearchParams({ lang, only });
  const headers = { "Accept-Language": lang, ...(ticket && { Authorization: `Bearer ${ticket}` }) };
  const answer = await fetch(`${proxy}/v1/lookups/${encodeURIComponent(source)}?${query}`, { headers }).catch(() => {});
  if (!answer) throw new Error("");
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error([body.title?.replace(/\.$/, ""), body.detail].filter(Boolean).join(". "));
  return body;
}
