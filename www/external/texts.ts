// What the page in the frame says by itself, from the catalogue; everything else is said by the component.

/** By name. */
const TEXTS = new Map(Object.entries(CONTROL_TEXTS));
const LANGUAGES = CONTROL_LANGUAGES;

/** Texts of the form's own, by language and name. */
export type OwnTexts = Record<string, Record<string, string>>;

/** By language, texts of the form's own by name. */
const own = new Map<string, Map<string, string>>();

/** Takes texts of the form's own, here and for the component. */
export function replaceTexts(texts: OwnTexts): void {
  for (const [language, changes] of Object.entries(texts)) {
    own.set(language, new Map([...(own.get(language) ?? []), ...Object.entries(changes)]));
  }
  window.autentiForm?.texts(texts).catch((error) => console.warn(error.message));
}

/** The language among ours that comes first in the wishes. */
export function chooseLanguage(...wishes: unknown[]): string {
  const known = wishes.map((wish) => String(wish ?? "").slice(0, 2).toLowerCase());
  return known.find((language) => LANGUAGES.includes(language)) ?? LANGUAGES[0] ?? "en";
}

/** A text in a language that `chooseLanguage` answered. */
export const text = (name: string, language: string): string =>
  own.get(language)?.get(name) ?? TEXTS.get(name)?.[1][language] ?? name;
