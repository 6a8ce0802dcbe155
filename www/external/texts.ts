// What the page in the frame says by itself, from the catalogue; everything else is said by the component.

/** By name. */
const TEXTS = new Map(Object.entries(CONTROL_TEXTS));
const LANGUAGES = CONTROL_LANGUAGES;

/** By language, texts of the form's own by name. */
const own = new Map<string, Map<string, string>>();

/** Takes texts of the form's own, by language and name, here and for the component; what is no text is left out. */
export function replaceTexts(texts: unknown): void {
  const isWord = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === "string";
  const words = (named: unknown): [string, string][] => entries(named).filter(isWord);
  const changes = entries(texts).map(([language, named]): [string, [string, string][]] => [language, words(named)]);
  for (const [language, named] of changes) own.set(language, new Map([...(own.get(language) ?? []), ...named]));
  const news = changes.filter(([, named]) => named.length).map(([language, named]) => [language, Object.fromEntries(named)]);
  if (news.length) window.autentiForm?.texts(Object.fromEntries(news)).catch((error) => console.warn(error.message));
}

const entries = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];

/** The language among ours that comes first in the wishes. */
export function chooseLanguage(...wishes: unknown[]): string {
  const known = wishes.map((wish) => (typeof wish === "string" ? wish : "").slice(0, 2).toLowerCase());
  return known.find((language) => LANGUAGES.includes(language)) ?? LANGUAGES[0] ?? "en";
}

/** A text in a language that `chooseLanguage` answered. */
export const text = (name: string, language: string): string =>
  own.get(language)?.get(name) ?? TEXTS.get(name)?.[1][language] ?? name;
