// Texts by language, and the page's own in place of ours.
//
// A word that is needed before any text is loaded is put into the scripts with its name.

import { NAMES, PROXY_TEXTS, TEXTS } from "autenti-form-files";

import type { Language } from "./autenti-model.js";

export type { Language };
/** Texts by name. */
type Texts = Record<string, string>;
/** A text that is part of the scripts: its name, and what it is by language. */
export type Word = [name: string, words: Record<Language, string>];
/** Words of the proxy, by what they are made of: plain words, a text with its values, or several of these. */
type Message = string | Message[] | { text: string; values?: Record<string, Message> };

/** All languages; the first one is spoken where nobody wishes another. */
export const LANGUAGES = Object.keys(TEXTS) as Language[];
/** Whether it is one of ours. */
export const isLanguage = (tag: string): tag is Language => LANGUAGES.includes(tag as Language);

/** By language, the file of its texts, once it has been asked for. */
const files = new Map<Language, Promise<string>>();
/** By language, texts of the page's own by name. */
const own = new Map<Language, Map<string, string>>();
/** By language, all texts by name, where the page has any of its own. */
const all = new Map<Language, Map<string, string>>();
let names: string[] | undefined;

/** Takes texts of the page's own: `{ pl: { Send: "Wyślij" } }`. Answers the languages that are spoken otherwise now. */
export function replace(changes: Record<Language, Texts>): Language[] {
  const changed = Object.entries(changes) as [Language, Texts][];
  for (const [language] of changed) {
    if (!isLanguage(language)) throw new RangeError(`autenti-form speaks ${LANGUAGES}, but not ${language}`);
  }
  // A field that is made again says the same again; that is no news.
  const news = changed.filter(([language, texts]) =>
    Object.entries(texts).some(([name, text]) => own.get(language)?.get(name) !== text),
  );
  for (const [language, texts] of news) {
    own.set(language, new Map([...(own.get(language) ?? []), ...Object.entries(texts)]));
  }
  return news.map(([language]) => language).filter((language) => files.delete(language));
}

/** The languages for which the page has texts of its own. */
export const replaced = (): Language[] => [...own.keys()];

/** The texts of a language that the wasm speaks, one a line. */
export function textsOf(language: Language): Promise<string> {
  const file = files.get(language) ?? load(language);
  files.set(language, file);
  file.catch(() => files.delete(language));
  return file;
}

async function load(language: Language): Promise<string> {
  const texts = await read(TEXTS[language]);
  const changes = own.get(language);
  if (!changes) return texts;
  try {
    return await withOwn(texts, language, changes);
  } catch (error) {
    // Ours are better than none; the next time somebody asks it is tried again.
    console.warn(`autenti-form could not replace texts: ${error instanceof Error ? error.message : error}`);
    files.delete(language);
    return texts;
  }
}

async function withOwn(texts: string, language: Language, changes: Map<string, string>): Promise<string> {
  const readNames = async (): Promise<string[]> => names ?? JSON.parse(await read(NAMES));
  const [list, more] = await Promise.all([readNames(), read(PROXY_TEXTS[language])]);
  names = list;
  const lines = texts.split("\n");
  const every = [...lines, ...more.split("\n")];
  for (const [name, text] of changes) {
    const line = list.indexOf(name);
    if (line < 0) console.warn(`autenti-form has no text called ${name}`);
    else every[line] = String(text).replaceAll("\n", " ");
  }
  all.set(language, new Map(list.map((name, line) => [name, every[line] ?? ""])));
  return every.slice(0, lines.length).join("\n");
}

/** What a file says; there is one for each of our languages. */
async function read(file: URL | undefined): Promise<string> {
  if (!file) throw new RangeError("no such language");
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return answer.text();
}

/** A word that is part of the scripts. */
export const word = ([name, words]: Word, language: Language): string =>
  own.get(language)?.get(name) ?? words[language] ?? "";

/**
 * A body of the proxy. Its words are ours already; `localized` beside them tells which texts they are made of, and so the
 * page's own can take their place.
 */
export function readBody(json: string, language: Language): unknown {
  const texts = all.get(language);
  try {
    return JSON.parse(json, texts && ((_name, value) => reword(value, texts)));
  } catch {
    return undefined;
  }
}

function reword(value: unknown, texts: Map<string, string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const body = value as Record<string, unknown> & { localized?: Record<string, Message> };
  for (const [property, message] of Object.entries(body.localized ?? {})) {
    try {
      body[property] = say(message, texts);
    } catch {
      // A text that only a newer proxy knows: its words are good.
    }
  }
  return body;
}

function say(message: Message, texts: Map<string, string>): string {
  if (typeof message === "string") return message;
  if (Array.isArray(message)) return message.map((part) => say(part, texts)).join("");
  const text = texts.get(message.text);
  if (text === undefined) throw new RangeError(message.text);
  const values = new Map(Object.entries(message.values ?? {}));
  return text.replace(/\{(\w+)\}/g, (place, name) => {
    const value = values.get(name);
    return value === undefined ? place : say(value, texts);
  });
}
