// The rows of look-up sources. The fixed ones are part of this script; labels are Autenti's, and are asked for.

/** What the fixed sources hold, by name: id, name of the text, and what it is in each language. */
const SOURCES = LOOKUPS;

/** The rows of a fixed source; nothing for one that is not fixed. `texts` (`texts.js`) knows the page's own names. */
export function fixedRows(source, { lang = "en", only = "", texts }) {
  const rows = SOURCES[source];
  if (!rows) return undefined;
  const wanted = only.split(",").map((id) => id.trim().toUpperCase()).filter(Boolean);
  const language = texts.LANGUAGES.includes(lang) ? lang : texts.LANGUAGES[0];
  return rows
    .filter(([id]) => !wanted.length || wanted.includes(id.toUpperCase()))
    .map(([id, name, words]) => ({
      id,
      ...Object.fromEntries(texts.LANGUAGES.map((tag) => [nameProperty(tag), texts.word([name, words], tag)])),
      // What is written to WEBCON is called as WEBCON calls it.
      value: `${id}#${words[language]}`,
    }));
}

/** What a row is called in the language. */
export const nameIn = (row, language) => row[nameProperty(language)];

/** The property of a row that holds its name in the language: `name` for English, else as `namePl`. */
const nameProperty = (tag) => (tag === "en" ? "name" : `name${tag[0].toUpperCase()}${tag.slice(1)}`);

/** The rows of a source that the proxy has to ask for. Fails with words for people. */
export async function labelRows(proxy, source, { lang, only, ticket, texts }) {
  const query = new URLSearchParams({ lang, only });
  const headers = { "Accept-Language": lang, ...(ticket && { Authorization: `Bearer ${ticket}` }) };
  const answer = await fetch(`${proxy}/v1/lookups/${encodeURIComponent(source)}?${query}`, { headers }).catch(() => {});
  if (!answer) throw new Error("");
  const body = texts.readBody(await answer.text().catch(() => ""), lang) ?? {};
  if (!answer.ok) throw new Error([body.title?.replace(/\.$/, ""), body.detail].filter(Boolean).join(". "));
  // Something else than the proxy may answer, such as a log-in page.
  if (!Array.isArray(body)) throw new Error("");
  return body;
}
