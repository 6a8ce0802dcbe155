// What the page in the frame says by itself, from the catalogue; everything else is said by the component.

/** By name, `[name, words by language]`. */
const TEXTS = CONTROL_TEXTS;
const LANGUAGES = CONTROL_LANGUAGES;

/** By language, texts of the form's own by name. */
const own = {};

/** Takes texts of the form's own, here and for the component. */
export function replaceTexts(texts) {
  for (const language of LANGUAGES) own[language] = { ...own[language], ...texts[language] };
  window.autentiForm?.texts(texts).catch((error) => console.warn(error.message));
}

/** The language among ours that comes first in the wishes. */
export function chooseLanguage(...wishes) {
  const known = wishes.map((wish) => String(wish ?? "").slice(0, 2).toLowerCase());
  return known.find((language) => LANGUAGES.includes(language)) ?? LANGUAGES[0];
}

/** A text in a language that `chooseLanguage` answered. */
export const text = (name, language) => own[language]?.[name] ?? TEXTS[name][1][language];
