//! What the pages say, in every language of the form.

use autenti_model::Lang;

/// A text in each language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    en: &'static str,
    pl: &'static str,
    de: &'static str,
}

impl Words {
    pub(super) fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Pl => self.pl,
            Lang::De => self.de,
        }
    }
}

macro_rules! words {
    ( $( $name:ident: $en:literal, $pl:literal, $de:literal; )+ ) => {
        $( pub(super) const $name: Words = Words { en: $en, pl: $pl, de: $de }; )+

        #[cfg(test)]
        const ALL: &[(&str, Words)] = &[ $( (stringify!($name), $name), )+ ];
    };
}

words! {
    TITLE: "Signing with Autenti: administration", "Podpisywanie w Autenti: administracja", "Signieren mit Autenti: Verwaltung";
    SKIP: "Skip to the content", "Przejdź do treści", "Zum Inhalt springen";
    LANGUAGES: "Language", "Język", "Sprache";
    SECTIONS: "Sections", "Sekcje", "Bereiche";
    SIGNINGS: "Signings", "Podpisywania", "Vorgänge";
    HEALTH: "Health and versions", "Stan i wersje", "Zustand und Versionen";
    SIGN_OUT: "Sign out", "Wyloguj się", "Abmelden";
    SIGN_IN: "Sign in", "Zaloguj się", "Anmelden";
    SIGN_IN_ADVICE: "Run this on the proxy's machine and open the link that it prints. A link is good once, for ten minutes:", "Uruchom to na komputerze proxy i otwórz wypisany odnośnik. Odnośnik działa raz, przez dziesięć minut:", "Führen Sie dies auf dem Rechner des Proxys aus und öffnen Sie den ausgegebenen Link. Ein Link gilt einmal, zehn Minuten lang:";
    LINK_READY: "This link signs you in once.", "Ten odnośnik loguje jeden raz.", "Dieser Link meldet Sie einmal an.";
    LINK_USED: "This link was used already, or has ended.", "Ten odnośnik został już użyty lub wygasł.", "Dieser Link wurde schon benutzt oder ist abgelaufen.";
    STUCK: "Stuck", "Zatrzymane", "Hängen";
    UNDER_WAY: "Under way", "W toku", "Laufen";
    ALL_OF_THEM: "All", "Wszystkie", "Alle";
    FOUND: "Found", "Znalezione", "Gefunden";
    SEARCH: "Search", "Szukaj", "Suchen";
    SEARCH_LABEL: "Number of the instance, id of the document, or a person's name or e-mail", "Numer obiegu, identyfikator dokumentu albo imię, nazwisko lub e-mail osoby", "Nummer des Vorgangs, Kennung des Dokuments oder Name oder E-Mail einer Person";
    THERE_ARE_MORE: "There are more: these are the newest. `autenti-proxy signings list` has them all.", "Jest ich więcej: to najnowsze. Wszystkie wypisuje `autenti-proxy signings list`.", "Es gibt mehr: Dies sind die neuesten. `autenti-proxy signings list` führt alle auf.";
    NOTHING: "Nothing.", "Brak.", "Nichts.";
    NUMBER: "Number", "Numer", "Nummer";
    INSTANCE: "Instance", "Obieg", "Vorgang in WEBCON";
    DOCUMENT: "Document", "Dokument", "Dokument";
    PROFILE: "Profile", "Profil", "Profil";
    ACCOUNT: "Account", "Konto", "Konto";
    STAGE: "Stage", "Etap", "Stand";
    SINCE: "Since", "Od", "Seit";
    WHY: "Why", "Dlaczego", "Warum";
    NEXT_TRY: "Next try", "Następna próba", "Nächster Versuch";
    TRIES: "Tries", "Próby", "Versuche";
    ASKED_BY: "Sent by", "Wysłał(a)", "Gesendet von";
    RECIPIENTS: "Recipients", "Odbiorcy", "Empfänger";
    NAME: "Name", "Imię i nazwisko", "Name";
    EMAIL: "E-mail", "E-mail", "E-Mail";
    ROLE: "Role", "Rola", "Rolle";
    STATUS: "Status", "Status", "Status";
    JOBS: "What is to be done", "Co jest do zrobienia", "Was zu tun ist";
    JOB: "Job", "Zadanie", "Aufgabe";
    WAITING: "Waiting", "Oczekujące", "Warten";
    RUNNING: "Running", "W trakcie", "Laufen gerade";
    RETRIED: "Tried again", "Ponawiane", "Werden wiederholt";
    FAILED: "Given up", "Porzucone", "Aufgegeben";
    RUNS_NOW: "runs now", "trwa teraz", "läuft gerade";
    PARKED: "not tried again by itself", "nie będzie ponawiane samo", "wird nicht von selbst wiederholt";
    IN_DOUBT: "It is unknown whether the document has reached its recipients.", "Nie wiadomo, czy dokument dotarł do odbiorców.", "Es ist unbekannt, ob das Dokument seine Empfänger erreicht hat.";
    RETRY: "Try again now", "Ponów teraz", "Jetzt wiederholen";
    STOP: "Give the sending up", "Porzuć wysyłkę", "Senden aufgeben";
    STOP_ADVICE: "Somebody can send again then. Nobody who was invited is uninvited.", "Potem można wysłać ponownie. Zaproszone osoby pozostają zaproszone.", "Danach kann neu gesendet werden. Wer eingeladen ist, bleibt eingeladen.";
    ALTHOUGH_IN_DOUBT: "I have looked it up in Autenti: the document is not out", "Sprawdzono w Autenti: dokument nie został wysłany", "In Autenti nachgesehen: Das Dokument ist nicht draußen";
    TRAIL: "Audit trail", "Dziennik zdarzeń", "Protokoll";
    AT: "When", "Kiedy", "Wann";
    WHO: "Who", "Kto", "Wer";
    WHAT: "What", "Co", "Was";
    RESULT: "Result", "Wynik", "Ergebnis";
    RETRIED_NOW: "It is tried again now.", "Próba jest ponawiana.", "Es wird jetzt wiederholt.";
    NOTHING_TO_DO: "There is nothing left to do.", "Nie ma nic do zrobienia.", "Es ist nichts mehr zu tun.";
    STOPPED: "The sending was given up.", "Wysyłka została porzucona.", "Das Senden wurde aufgegeben.";
    NOT_SENDING: "It is not being sent, so there is nothing to give up.", "Dokument nie jest wysyłany, nie ma czego porzucać.", "Es wird nicht gesendet, also ist nichts aufzugeben.";
    STILL_IN_DOUBT: "It is unknown whether the document is out: look it up in Autenti first.", "Nie wiadomo, czy dokument został wysłany: najpierw sprawdź w Autenti.", "Es ist unbekannt, ob das Dokument draußen ist: Sehen Sie zuerst in Autenti nach.";
    UNREADABLE: "cannot be read by this version", "nie do odczytania w tej wersji", "von dieser Version nicht lesbar";
    ACCOUNTS_HELD: "Accounts whose credentials Autenti refuses: everything of theirs waits", "Konta, których danych logowania Autenti nie przyjmuje: wszystko, co ich dotyczy, czeka", "Konten, deren Zugangsdaten Autenti nicht annimmt: Alles, was sie betrifft, wartet";
    PROFILES_REFUSED: "Profiles whose changed files are not taken", "Profile, których zmienione pliki nie zostały przyjęte", "Profile, deren geänderte Dateien nicht übernommen sind";
    VERSIONS: "Versions", "Wersje", "Versionen";
    PROXY_VERSION: "Proxy", "Proxy", "Proxy";
    COMPONENT_VERSION: "Files for browsers", "Pliki dla przeglądarek", "Dateien für Browser";
    UNKNOWN: "unknown", "nieznana", "unbekannt";
    UPSTREAMS: "What the proxy relies on", "Na czym polega proxy", "Worauf der Proxy sich stützt";
    STORE: "Store", "Magazyn danych", "Speicher";
    ANSWERS: "answers", "odpowiada", "antwortet";
    FINDER: "Find signings", "Znajdź podpisywania", "Vorgänge finden";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_said_in_every_language() {
        for (name, words) in ALL {
            for lang in Lang::ALL {
                assert!(!words.get(*lang).trim().is_empty(), "{name} in {}", lang.english_name());
            }
        }
    }
}
