//! What the pages say, in English and in Polish.

use crate::autenti::document_process::Act;

mod terms;

/// A language that the pages speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::autenti) enum Language {
    English,
    Polish,
}

impl Language {
    pub(super) const ALL: [Self; 2] = [Self::English, Self::Polish];

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Polish => "pl",
        }
    }

    pub(super) const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Polish => "Polski",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The first language in `Accept-Language` that is spoken here, or English.
    pub(super) fn accepted(header: &str) -> Self {
        let codes = header.split(',').map(|range| range.split([';', '-']).next().unwrap_or_default().trim());
        codes.map(str::to_ascii_lowercase).find_map(|code| Self::from_code(&code)).unwrap_or(Self::English)
    }

    pub(super) const fn texts(self) -> &'static Texts {
        match self {
            Self::English => &ENGLISH,
            Self::Polish => &POLISH,
        }
    }
}

/// All words of one language. `{…}` is replaced.
pub(super) struct Texts {
    pub(super) brand: &'static str,
    pub(super) notice: &'static str,
    pub(super) language: &'static str,
    pub(super) skip: &'static str,

    pub(super) from: &'static str,
    pub(super) sent: &'static str,
    pub(super) document: &'static str,
    pub(super) document_preview: &'static str,
    pub(super) files: &'static str,
    pub(super) open_in_new_tab: &'static str,
    pub(super) participants: &'static str,
    pub(super) you: &'static str,
    pub(super) organisation: &'static str,
    pub(super) reason: &'static str,

    pub(super) to_sign: &'static str,
    pub(super) to_approve: &'static str,
    pub(super) to_review: &'static str,
    pub(super) you_act_as: &'static str,
    pub(super) signature_type: &'static str,
    pub(super) consent_sign: &'static str,
    pub(super) consent_approve: &'static str,
    pub(super) consent_review: &'static str,
    pub(super) opinion: &'static str,
    pub(super) optional: &'static str,
    pub(super) sign: &'static str,
    pub(super) approve: &'static str,
    pub(super) review: &'static str,
    pub(super) reject_heading: &'static str,
    pub(super) reject_hint: &'static str,
    pub(super) reject_reason: &'static str,
    pub(super) reject: &'static str,
    pub(super) hand_over_heading: &'static str,
    pub(super) hand_over_hint: &'static str,
    pub(super) first_name: &'static str,
    pub(super) last_name: &'static str,
    pub(super) email: &'static str,
    pub(super) hand_over: &'static str,
    pub(super) no_successor: &'static str,

    pub(super) locked: &'static str,
    pub(super) locked_hint: &'static str,
    pub(super) code: &'static str,
    pub(super) code_hint: &'static str,
    pub(super) unlock: &'static str,

    pub(super) signed: &'static str,
    pub(super) approved: &'static str,
    pub(super) reviewed: &'static str,
    pub(super) close_tab: &'static str,
    pub(super) others_follow: &'static str,
    pub(super) all_done: &'static str,
    pub(super) all_done_hint: &'static str,
    pub(super) download_signed: &'static str,
    pub(super) being_made: &'static str,
    pub(super) reload: &'static str,
    pub(super) waiting: &'static str,
    pub(super) waiting_hint: &'static str,
    pub(super) read_only: &'static str,
    pub(super) read_only_hint: &'static str,
    pub(super) rejected_by_you: &'static str,
    pub(super) rejected: &'static str,
    pub(super) rejected_hint: &'static str,
    pub(super) withdrawn: &'static str,
    pub(super) withdrawn_hint: &'static str,
    pub(super) not_needed: &'static str,
    pub(super) not_needed_hint: &'static str,
    pub(super) unknown_link: &'static str,
    pub(super) unknown_link_hint: &'static str,
    pub(super) expired_link: &'static str,
    pub(super) expired_link_hint: &'static str,
    pub(super) needs_consent: &'static str,
    pub(super) wrong_code: &'static str,
    pub(super) too_long: &'static str,
    pub(super) not_understood: &'static str,
    pub(super) changed_meanwhile: &'static str,

    pub(super) sign_in_heading: &'static str,
    pub(super) sign_in_about: &'static str,
    pub(super) sign_in_as: &'static str,
    pub(super) sign_in_system: &'static str,
    pub(super) sign_in_refuse: &'static str,
    pub(super) sign_in_unknown_application: &'static str,
    pub(super) sign_in_unknown_address: &'static str,
    pub(super) sign_in_wrong: &'static str,

    pub(super) index_heading: &'static str,
    pub(super) index_about: &'static str,
    pub(super) index_documents: &'static str,
    pub(super) index_none: &'static str,
    pub(super) index_open_as: &'static str,
    pub(super) index_tools: &'static str,
    pub(super) index_api: &'static str,
}

pub(super) static ENGLISH: Texts = Texts {
    brand: "Autenti sandbox",
    notice: "Sandbox: nothing here is legally signed.",
    language: "Language",
    skip: "Skip to the document",

    from: "From",
    sent: "Sent",
    document: "Document",
    document_preview: "Document preview",
    files: "Files",
    open_in_new_tab: "Open in a new tab",
    participants: "Participants",
    you: "you",
    organisation: "for",
    reason: "Reason:",

    to_sign: "Sign the document",
    to_approve: "Approve the document",
    to_review: "Give your opinion",
    you_act_as: "You act as",
    signature_type: "Signature",
    consent_sign: "I have read the document and I sign it.",
    consent_approve: "I have read the document and I approve it.",
    consent_review: "I have read the document.",
    opinion: "Your opinion",
    optional: "optional",
    sign: "Sign",
    approve: "Approve",
    review: "Send opinion",
    reject_heading: "I do not agree with the document",
    reject_hint: "Rejecting ends the process for everybody. It cannot be undone.",
    reject_reason: "Reason",
    reject: "Reject",
    hand_over_heading: "Somebody else should do this",
    hand_over_hint: "The other person takes your place. You can still read the document.",
    first_name: "First name",
    last_name: "Last name",
    email: "E-mail",
    hand_over: "Hand over",
    no_successor: "Enter the name and the e-mail address of the person who takes your place.",

    locked: "This document is protected",
    locked_hint: "To open it, enter the code sent to {phone}.",
    code: "Code from the text message",
    code_hint: "No message is sent here. In the sandbox the code is {code}.",
    unlock: "Open the document",

    signed: "You have signed",
    approved: "You have approved",
    reviewed: "Your opinion has been sent",
    close_tab: "You can close this tab.",
    others_follow: "The document now waits for the others.",
    all_done: "The document is complete",
    all_done_hint: "Everybody has done their part.",
    download_signed: "Download the signed document",
    being_made: "The signed document is being made.",
    reload: "Reload",
    waiting: "It is not your turn yet",
    waiting_hint: "Others come first. You can read the document meanwhile; an invitation follows when it is your turn.",
    read_only: "For your information",
    read_only_hint: "There is nothing for you to do.",
    rejected_by_you: "You have rejected the document",
    rejected: "The document has been rejected",
    rejected_hint: "The process has ended. Nobody can sign the document any more.",
    withdrawn: "The document has been withdrawn",
    withdrawn_hint: "Its sender has taken it back. There is nothing to sign.",
    not_needed: "Your opinion is no longer needed",
    not_needed_hint: "The document has been completed without it.",
    unknown_link: "This link leads nowhere",
    unknown_link_hint: "Perhaps it was copied only in part, or the sandbox has been started again since. Ask for a new link.",
    expired_link: "This link has expired",
    expired_link_hint: "Go back to where you found it, and open the document from there again.",
    needs_consent: "Tick the box to confirm that you have read the document.",
    wrong_code: "The code is not right.",
    too_long: "The text is too long: at most {limit} characters.",
    not_understood: "The request could not be understood. Please try again.",
    changed_meanwhile: "The document has changed meanwhile. This is how it stands now.",

    sign_in_heading: "Sign in to Autenti",
    sign_in_about: "An application of {organisation} at {target} wants to send documents in your name.",
    sign_in_as: "Sign in as {name}",
    sign_in_system: "System user",
    sign_in_refuse: "Do not allow it",
    sign_in_unknown_application: "This application is not known",
    sign_in_unknown_address: "The application's return address is not registered",
    sign_in_wrong: "Go back to the application, and tell whoever looks after it.",

    index_heading: "Autenti, but not for real",
    index_about: "This page belongs to a stand-in for Autenti. Programs talk to its API; people open its signing pages. It sends no e-mails and no text messages: the links that participants would get are below.",
    index_documents: "Documents",
    index_none: "No documents yet.",
    index_open_as: "Open as {name}",
    index_tools: "For testers",
    index_api: "Base address of the API",
};

pub(super) static POLISH: Texts = Texts {
    brand: "Autenti – środowisko testowe",
    notice: "Środowisko testowe: żaden podpis nie ma tu mocy prawnej.",
    language: "Język",
    skip: "Przejdź do dokumentu",

    from: "Od",
    sent: "Wysłano",
    document: "Dokument",
    document_preview: "Podgląd dokumentu",
    files: "Pliki",
    open_in_new_tab: "Otwórz w nowej karcie",
    participants: "Uczestnicy",
    you: "Ty",
    organisation: "w imieniu",
    reason: "Powód:",

    to_sign: "Podpisz dokument",
    to_approve: "Zaparafuj dokument",
    to_review: "Zaopiniuj dokument",
    you_act_as: "Występujesz jako",
    signature_type: "Podpis",
    consent_sign: "Znam treść dokumentu i podpisuję go.",
    consent_approve: "Znam treść dokumentu i parafuję go.",
    consent_review: "Znam treść dokumentu.",
    opinion: "Twoja opinia",
    optional: "opcjonalnie",
    sign: "Podpisz",
    approve: "Parafuj",
    review: "Wyślij opinię",
    reject_heading: "Nie zgadzam się z dokumentem",
    reject_hint: "Odrzucenie kończy proces dla wszystkich. Nie można go cofnąć.",
    reject_reason: "Powód",
    reject: "Odrzuć",
    hand_over_heading: "Powinien to zrobić ktoś inny",
    hand_over_hint: "Ta osoba zajmie Twoje miejsce. Nadal będzie można czytać dokument.",
    first_name: "Imię",
    last_name: "Nazwisko",
    email: "E-mail",
    hand_over: "Przekaż",
    no_successor: "Wpisz imię, nazwisko i adres e-mail osoby, która zajmie Twoje miejsce.",

    locked: "Ten dokument jest zabezpieczony",
    locked_hint: "Aby go otworzyć, wpisz kod wysłany na numer {phone}.",
    code: "Kod z wiadomości SMS",
    code_hint: "Wiadomości nie są tu wysyłane. W środowisku testowym kod to {code}.",
    unlock: "Otwórz dokument",

    signed: "Dokument podpisany przez Ciebie",
    approved: "Dokument zaparafowany przez Ciebie",
    reviewed: "Twoja opinia została wysłana",
    close_tab: "Możesz zamknąć tę kartę.",
    others_follow: "Dokument czeka teraz na pozostałych uczestników.",
    all_done: "Dokument jest gotowy",
    all_done_hint: "Wszyscy zrobili to, o co ich poproszono.",
    download_signed: "Pobierz podpisany dokument",
    being_made: "Podpisany dokument jest przygotowywany.",
    reload: "Odśwież",
    waiting: "Jeszcze nie Twoja kolej",
    waiting_hint: "Najpierw kolej na innych. W tym czasie możesz przeczytać dokument; gdy przyjdzie Twoja kolej, dostaniesz zaproszenie.",
    read_only: "Do Twojej wiadomości",
    read_only_hint: "Nie musisz nic robić.",
    rejected_by_you: "Dokument odrzucony przez Ciebie",
    rejected: "Dokument został odrzucony",
    rejected_hint: "Proces jest zakończony. Nikt nie może już podpisać tego dokumentu.",
    withdrawn: "Dokument został wycofany",
    withdrawn_hint: "Nadawca wycofał dokument. Nie ma nic do podpisania.",
    not_needed: "Twoja opinia nie jest już potrzebna",
    not_needed_hint: "Dokument zakończono bez niej.",
    unknown_link: "Ten link donikąd nie prowadzi",
    unknown_link_hint: "Być może został skopiowany tylko częściowo albo środowisko testowe zostało uruchomione ponownie. Poproś o nowy link.",
    expired_link: "Ten link wygasł",
    expired_link_hint: "Wróć do miejsca, w którym go znajdziesz, i otwórz dokument ponownie.",
    needs_consent: "Zaznacz pole, aby potwierdzić, że znasz treść dokumentu.",
    wrong_code: "Kod jest nieprawidłowy.",
    too_long: "Tekst jest za długi: najwyżej {limit} znaków.",
    not_understood: "Nie udało się zrozumieć żądania. Spróbuj ponownie.",
    changed_meanwhile: "Dokument zmienił się w międzyczasie. Oto jego obecny stan.",

    sign_in_heading: "Zaloguj się do Autenti",
    sign_in_about: "Aplikacja organizacji {organisation} pod adresem {target} chce wysyłać dokumenty w Twoim imieniu.",
    sign_in_as: "Zaloguj jako {name}",
    sign_in_system: "Użytkownik systemowy",
    sign_in_refuse: "Nie zezwalaj",
    sign_in_unknown_application: "Ta aplikacja nie jest znana",
    sign_in_unknown_address: "Adres powrotny aplikacji nie jest zarejestrowany",
    sign_in_wrong: "Wróć do aplikacji i powiedz o tym osobie, która się nią opiekuje.",

    index_heading: "Autenti, ale nie naprawdę",
    index_about: "Ta strona należy do programu, który zastępuje Autenti. Programy rozmawiają z jego API, ludzie otwierają strony podpisu. Nie wysyła e-maili ani SMS-ów: linki, które dostaliby uczestnicy, są poniżej.",
    index_documents: "Dokumenty",
    index_none: "Nie ma jeszcze dokumentów.",
    index_open_as: "Otwórz jako {name}",
    index_tools: "Dla testujących",
    index_api: "Adres bazowy API",
};

impl Texts {
    /// Heading, consent and button for what a party is asked to do.
    pub(super) const fn asked(&self, act: Act) -> [&'static str; 3] {
        match act {
            Act::Sign => [self.to_sign, self.consent_sign, self.sign],
            Act::Approve => [self.to_approve, self.consent_approve, self.approve],
            Act::Review => [self.to_review, self.consent_review, self.review],
            Act::Reject => [self.reject_heading, self.reject_hint, self.reject],
        }
    }

    pub(super) const fn done(&self, act: Act) -> &'static str {
        match act {
            Act::Sign => self.signed,
            Act::Approve => self.approved,
            Act::Review => self.reviewed,
            Act::Reject => self.rejected_by_you,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_spoken_here_is_taken() {
        for (header, language) in [
            ("pl-PL,pl;q=0.9,en;q=0.8", Language::Polish),
            ("de, en-GB;q=0.7, pl;q=0.5", Language::English),
            ("PL", Language::Polish),
            ("de", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }
}
