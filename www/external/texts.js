// What the page in the frame says by itself; everything else is said by the component.

const TEXTS = {
  loading: { en: "Loading…", pl: "Wczytywanie…", de: "Wird geladen…" },
  retry: { en: "Try again", pl: "Spróbuj ponownie", de: "Erneut versuchen" },
  silent: {
    en: "The form does not answer, so signing cannot be shown here.",
    pl: "Formularz nie odpowiada, dlatego nie można tu pokazać podpisywania.",
    de: "Das Formular antwortet nicht, daher kann die Signatur hier nicht angezeigt werden.",
  },
  alone: {
    en: "This page is part of a form and shows nothing outside of it.",
    pl: "Ta strona jest częścią formularza i poza nim niczego nie pokazuje.",
    de: "Diese Seite ist Teil eines Formulars und zeigt außerhalb davon nichts an.",
  },
  missing: {
    en: "The part that shows the signing could not be loaded.",
    pl: "Nie udało się wczytać części, która pokazuje podpisywanie.",
    de: "Der Teil, der die Signatur anzeigt, konnte nicht geladen werden.",
  },
  unconfigured: {
    en: "Signing is not set up on this form yet: the control's configuration has no address of the proxy, or no source of tickets.",
    pl: "Podpisywanie nie jest jeszcze skonfigurowane: w konfiguracji kontrolki brakuje adresu serwera pośredniczącego albo źródła biletów.",
    de: "Die Signatur ist hier noch nicht eingerichtet: In der Konfiguration des Steuerelements fehlt die Adresse des Proxys oder die Quelle der Tickets.",
  },
  unsaved: {
    en: "Save the form first; then the document can be sent for signature here.",
    pl: "Najpierw zapisz formularz; potem będzie można tu wysłać dokument do podpisu.",
    de: "Speichern Sie zuerst das Formular; danach können Sie das Dokument hier zur Signatur senden.",
  },
  sending: {
    en: "The document is just being sent for signature. Wait a moment, then try again.",
    pl: "Dokument jest właśnie wysyłany do podpisu. Poczekaj chwilę i spróbuj ponownie.",
    de: "Das Dokument wird gerade zur Signatur gesendet. Warten Sie einen Moment und versuchen Sie es dann erneut.",
  },
};

/** The language among ours that comes first in the wishes. */
export function chooseLanguage(...wishes) {
  const known = wishes.map((wish) => String(wish ?? "").slice(0, 2).toLowerCase());
  return known.find((language) => language in TEXTS.loading) ?? "en";
}

/** A text in a language that `chooseLanguage` answered. */
export const text = (key, language) => TEXTS[key][language];
