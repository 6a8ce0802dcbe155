// Texts by language, and the page's own in place of ours.
//
// A language is its tag. A word that is needed before any text is loaded is put into the scripts with its name, as
// `["Send", { en: "Send", pl: "Wyślij" … }]`.

import { NAMES, PROXY_TEXTS, TEXTS } from "autenti-form-files";

/** All languages; the first one is spoken where nobody wishes another. */
export const LANGUAGES = Object.keys(TEXTS);

/** By language, the file of its texts, once it has been asked for. */
const files = {};
/** By language, texts of the page's own by name. */
const own = {};
/** By language, all texts by name, where the page has any of its own. */
const all = {};
let names;

/** Takes texts of the page's own: `{ pl: { Send: "Wyślij" } }`. Answers the languages that are spoken otherwise now. */
export function replace(changes) {
  for (const language in changes) {
    if (!LANGUAGES.includes(language)) throw new RangeError(`autenti-form speaks ${LANGUAGES}, but not ${language}`);
  }
  // A field that is made again says the same again; that is no news.
  const isNews = (language) =>
    Object.entries(changes[language]).some(([name, text]) => own[language]?.[name] !== text);
  const others = Object.keys(changes).filter(isNews);
  for (const language of others) own[language] = { ...own[language], ...changes[language] };
  const spoken = others.filter((language) => language in files);
  for (const language of spoken) delete files[language];
  return spoken;
}

/** The texts of a language that the wasm speaks, one a line. */
export function textsOf(language) {
  files[language] ??= load(language);
  files[language].catch(() => delete files[language]);
  return files[language];
}

async function load(language) {
  const texts = await read(TEXTS[language]);
  if (!own[language]) return texts;
  try {
    return await withOwn(texts, language);
  } catch (error) {
    // Ours are better than none; the next time somebody asks it is tried again.
    console.warn(`autenti-form could not replace texts: ${error.message}`);
    delete files[language];
    return texts;
  }
}

async function withOwn(texts, language) {
  const [list, more] = await Promise.all([names ?? read(NAMES).then(JSON.parse), read(PROXY_TEXTS[language])]);
  names = list;
  const lines = texts.split("\n");
  const every = [...lines, ...more.split("\n")];
  for (const [name, text] of Object.entries(own[language])) {
    const line = names.indexOf(name);
    if (line < 0) console.warn(`autenti-form has no text called ${name}`);
    else every[line] = String(text).replaceAll("\n", " ");
  }
  all[language] = Object.fromEntries(names.map((name, line) => [name, every[line]]));
  return every.slice(0, lines.length).join("\n");
}

async function read(file) {
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return answer.text();
}

/** A word that is part of the scripts. */
export const word = ([name, words], language) => own[language]?.[name] ?? words[language];

/**
 * A body of the proxy. Its words are ours already; `said` beside them tells which texts they are made of, and so the
 * page's own can take their place.
 */
export function readBody(json, language) {
  try {
    return JSON.parse(json, all[language] && ((_name, value) => reword(value, all[language])));
  } catch {
    return undefined;
  }
}

function reword(body, texts) {
  for (const [property, said] of Object.entries(body?.said ?? {})) {
    try {
      body[property] = say(said, texts);
    } catch {
      // A text that only a newer proxy knows: its words are good.
    }
  }
  return body;
}

/** Words, a text with its values, or several of these. */
function say(part, texts) {
  if (typeof part === "string") return part;
  if (Array.isArray(part)) return part.map((part) => say(part, texts)).join("");
  const { text, values = {} } = part;
  return texts[text].replace(/\{(\w+)\}/g, (place, name) => (name in values ? say(values[name], texts) : place));
}
