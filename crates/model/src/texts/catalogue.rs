//! The catalogue: each text once, in all languages side by side.

use super::Lang;

/// Declares the texts. A text that is missing in a language does not compile.
macro_rules! catalogue {
    ( $( $(#[$meta:meta])* $name:ident { $en:literal $pl:literal $de:literal } )+ ) => {
        /// A text that people read. Where it counts something, its plural forms are divided by `|`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the text itself says what it is")]
        pub enum Text { $( $(#[$meta])* $name, )+ }

        impl Text {
            /// Every text.
            #[cfg(not(target_arch = "wasm32"))]
            pub const ALL: &'static [Self] = &[ $( Self::$name, )+ ];

            /// The text in the language.
            pub fn get(self, lang: Lang) -> &'static str {
                const TEXTS: &[[&str; 3]] = &[ $( [$en, $pl, $de], )+ ];
                TEXTS[self as usize][lang as usize]
            }

            /// The name of the text.
            #[cfg(not(target_arch = "wasm32"))]
            pub fn key(self) -> &'static str {
                match self { $( Self::$name => stringify!($name), )+ }
            }
        }
    };
}

catalogue! {
    // States of a document.
    StatusDraft { "Not sent yet" "Jeszcze niewysłany" "Noch nicht gesendet" }
    StatusProcessing { "In progress" "W toku" "In Bearbeitung" }
    StatusCompleted { "Completed" "Zakończony" "Abgeschlossen" }
    StatusRejected { "Rejected" "Odrzucony" "Abgelehnt" }
    StatusWithdrawn { "Withdrawn" "Wycofany" "Zurückgezogen" }
    StatusExpired { "Expired" "Wygasły" "Abgelaufen" }
    StatusError { "Failed" "Nieudany" "Fehlgeschlagen" }

    // Where a recipient stands (facts: plugin's data sources).
    RecipientNone { "Not started" "Nierozpoczęty" "Nicht begonnen" }
    RecipientPending { "Pending" "Oczekujący" "Ausstehend" }
    RecipientCompleted { "Completed" "Zakończony" "Abgeschlossen" }
    RecipientObsolete { "Obsolete" "Nieaktualny" "Veraltet" }
    RecipientFailed { "Failed" "Niepowodzenie" "Fehlgeschlagen" }
    RecipientRejected { "Rejected" "Odrzucony" "Abgelehnt" }

    // Roles.
    RoleSigner { "Signer" "Podpisujący" "Signierender" }
    RoleApprover { "Approver" "Parafujący" "Paraphierender" }
    RoleReviewer { "Reviewer" "Opiniujący" "Beurteilender" }
    RoleViewer { "Viewer" "Do wglądu" "Zur Einsicht" }

    // Signature types.
    SignatureBasic { "Autenti E-signature" "E-podpis Autenti" "Autenti E-Signatur" }
    SignatureQualified { "Qualified signature" "Podpis kwalifikowany" "Qualifizierte Signatur" }
    SignatureAdvanced { "Advanced Autenti e-signature" "Zaawansowany e-podpis Autenti" "Fortgeschrittene Autenti E-Signatur" }

    // Where signatures are shown.
    VisualisationCard { "Card on an additional page at the end" "Karta na dodatkowej stronie na końcu" "Karte auf einer zusätzlichen Seite am Ende" }
    VisualisationManual { "Any place chosen by the recipient" "Dowolne miejsce wybrane przez odbiorcę" "Beliebige, vom Empfänger gewählte Stelle" }

    // Languages.
    LanguageCs { "Czech" "czeski" "Tschechisch" }
    LanguageDa { "Danish" "duński" "Dänisch" }
    LanguageDe { "German" "niemiecki" "Deutsch" }
    LanguageEl { "Greek" "grecki" "Griechisch" }
    LanguageEn { "English" "angielski" "Englisch" }
    LanguageEs { "Spanish" "hiszpański" "Spanisch" }
    LanguageFi { "Finnish" "fiński" "Finnisch" }
    LanguageFr { "French" "francuski" "Französisch" }
    LanguageGa { "Irish" "irlandzki" "Irisch" }
    LanguageHr { "Croatian" "chorwacki" "Kroatisch" }
    LanguageHu { "Hungarian" "węgierski" "Ungarisch" }
    LanguageIt { "Italian" "włoski" "Italienisch" }
    LanguageLt { "Lithuanian" "litewski" "Litauisch" }
    LanguageLv { "Latvian" "łotewski" "Lettisch" }
    LanguageMt { "Maltese" "maltański" "Maltesisch" }
    LanguageNl { "Dutch" "niderlandzki" "Niederländisch" }
    LanguageNo { "Norwegian" "norweski" "Norwegisch" }
    LanguagePl { "Polish" "polski" "Polnisch" }
    LanguageRo { "Romanian" "rumuński" "Rumänisch" }
    LanguageRu { "Russian" "rosyjski" "Russisch" }
    LanguageSk { "Slovak" "słowacki" "Slowakisch" }
    LanguageSl { "Slovenian" "słoweński" "Slowenisch" }
    LanguageSv { "Swedish" "szwedzki" "Schwedisch" }
    LanguageUk { "Ukrainian" "ukraiński" "Ukrainisch" }

    // Rules of the recipients list. `{who}` is empty or holds a name in brackets, with a blank before it.
    RuleInRow { "Row {row}{who}: {what}" "Wiersz {row}{who}: {what}" "Zeile {row}{who}: {what}" }
    RuleNoRecipients { "The list of recipients is empty. Add at least one recipient." "Lista odbiorców jest pusta. Dodaj co najmniej jednego odbiorcę." "Die Empfängerliste ist leer. Fügen Sie mindestens einen Empfänger hinzu." }
    RuleFirstName { "the first name is missing." "brakuje imienia." "der Vorname fehlt." }
    RuleLastName { "the last name is missing." "brakuje nazwiska." "der Nachname fehlt." }
    RuleEmail { "the e-mail address is missing." "brakuje adresu e-mail." "die E-Mail-Adresse fehlt." }
    RuleEmailMalformed { "“{email}” is not an e-mail address." "„{email}” nie jest adresem e-mail." "„{email}“ ist keine E-Mail-Adresse." }
    RuleEmailRepeated { "the e-mail address {email} also stands in row {other}. Each recipient needs an address of their own." "adres e-mail {email} jest też w wierszu {other}. Każdy odbiorca musi mieć własny adres." "die E-Mail-Adresse {email} steht auch in Zeile {other}. Jeder Empfänger braucht eine eigene Adresse." }
    RuleRole { "the role is missing." "brakuje roli." "die Rolle fehlt." }
    RuleRoleNotAllowed { "the role “{role}” cannot be used here." "roli „{role}” nie można tu użyć." "die Rolle „{role}“ kann hier nicht verwendet werden." }
    RuleSignatureType { "the signature type is missing." "brakuje typu podpisu." "der Signaturtyp fehlt." }
    RuleSignatureTypeNotAllowed { "the signature type “{type}” cannot be used here." "typu podpisu „{type}” nie można tu użyć." "der Signaturtyp „{type}“ kann hier nicht verwendet werden." }
    RuleOrderMissing { "the place in the signing order is missing." "brakuje miejsca w kolejności podpisywania." "der Platz in der Signierreihenfolge fehlt." }
    RuleOrderTooLow { "places in the signing order are counted from 1." "miejsca w kolejności podpisywania liczy się od 1." "die Plätze in der Signierreihenfolge werden ab 1 gezählt." }
    RuleOrderRepeated { "place {order} in the signing order is also taken by row {other}." "miejsce {order} w kolejności podpisywania zajmuje też wiersz {other}." "Platz {order} in der Signierreihenfolge ist auch durch Zeile {other} belegt." }
    RuleApproverNeedsOrder { "an approver needs a signing order, which is switched off here." "parafujący wymaga kolejności podpisywania, która jest tu wyłączona." "ein Paraphierender braucht eine Signierreihenfolge, die hier ausgeschaltet ist." }
    RuleApproverLast { "an approver cannot be the last in the signing order." "parafujący nie może być ostatni w kolejności podpisywania." "ein Paraphierender darf in der Signierreihenfolge nicht der Letzte sein." }
    RuleAdvancedNeedsSms { "an advanced e-signature needs SMS authorisation." "zaawansowany e-podpis wymaga autoryzacji SMS." "eine fortgeschrittene E-Signatur braucht die SMS-Autorisierung." }
    RuleQualifiedWithoutSms { "a qualified signature cannot be combined with SMS authorisation." "podpisu kwalifikowanego nie można łączyć z autoryzacją SMS." "eine qualifizierte Signatur kann nicht mit der SMS-Autorisierung kombiniert werden." }
    RulePhoneMissing { "SMS codes need a phone number." "kody SMS wymagają numeru telefonu." "SMS-Codes brauchen eine Telefonnummer." }
    RuleOrganisation { "a representative needs the name of the organisation." "przedstawiciel wymaga nazwy organizacji." "ein Vertreter braucht den Namen der Organisation." }
    RuleVat { "a representative needs the VAT number of the organisation." "przedstawiciel wymaga numeru VAT organizacji." "ein Vertreter braucht die USt-IdNr. der Organisation." }
    RulePosition { "a representative needs a position in the organisation." "przedstawiciel wymaga stanowiska w organizacji." "ein Vertreter braucht eine Position in der Organisation." }
    RuleVatMalformed { "“{vat}” is not a VAT number: it starts with the two letters of its country, such as PL1234567890." "„{vat}” nie jest numerem VAT: zaczyna się on od dwóch liter kraju, np. PL1234567890." "„{vat}“ ist keine USt-IdNr.: Sie beginnt mit den zwei Buchstaben des Landes, z. B. PL1234567890." }

    // Failures: what happened, and what to do next.
    InvalidRequestTitle { "The request cannot be read" "Nie można odczytać żądania" "Die Anfrage ist nicht lesbar" }
    InvalidRequestAdvice { "The request is incomplete or malformed. Reload the form and try again." "Żądanie jest niepełne lub błędne. Odśwież formularz i spróbuj ponownie." "Die Anfrage ist unvollständig oder fehlerhaft. Laden Sie das Formular neu und versuchen Sie es noch einmal." }
    TicketInvalidTitle { "This form is not signed in" "Ten formularz nie jest zalogowany" "Dieses Formular ist nicht angemeldet" }
    TicketInvalidAdvice { "The ticket of this form is not valid. Reload the form; if that does not help, tell the person who looks after it." "Bilet tego formularza jest nieprawidłowy. Odśwież formularz, a jeśli to nie pomoże, powiadom osobę, która się nim opiekuje." "Das Ticket dieses Formulars ist nicht gültig. Laden Sie das Formular neu; hilft das nicht, informieren Sie die zuständige Person." }
    TicketExpiredTitle { "This form has been open for too long" "Ten formularz był otwarty zbyt długo" "Dieses Formular war zu lange geöffnet" }
    TicketExpiredAdvice { "Reload the form to go on. Nothing was lost." "Odśwież formularz, aby kontynuować. Nic nie zostało utracone." "Laden Sie das Formular neu, um fortzufahren. Es ging nichts verloren." }
    KeyInvalidTitle { "The integration key is not valid" "Klucz integracji jest nieprawidłowy" "Der Integrationsschlüssel ist nicht gültig" }
    KeyInvalidAdvice { "Send a key that is listed under [integration] in the proxy's configuration as “Authorization: Bearer …”." "Wyślij klucz wymieniony w sekcji [integration] konfiguracji proxy jako „Authorization: Bearer …”." "Senden Sie einen Schlüssel, der unter [integration] in der Konfiguration des Proxys steht, als „Authorization: Bearer …“." }
    NotAllowedTitle { "You may not do this" "Nie masz uprawnień do tej czynności" "Dazu sind Sie nicht berechtigt" }
    NotAllowedAdvice { "You do not have the right to do this. Ask the person who looks after the process." "Nie masz uprawnień do tej czynności. Zwróć się do osoby odpowiedzialnej za proces." "Sie haben dazu keine Berechtigung. Wenden Sie sich an die für den Prozess zuständige Person." }
    NotFoundTitle { "Not found" "Nie znaleziono" "Nicht gefunden" }
    NotFoundAdvice { "There is nothing at this address. Check the address and the name of the profile." "Pod tym adresem nic nie ma. Sprawdź adres i nazwę profilu." "Unter dieser Adresse gibt es nichts. Prüfen Sie die Adresse und den Namen des Profils." }
    InstanceNotFoundTitle { "WEBCON does not show this instance" "WEBCON nie pokazuje tej instancji" "WEBCON zeigt diesen Vorgang nicht" }
    InstanceNotFoundAdvice { "The instance does not exist, or the API account may not see it. Tell the person who looks after the process." "Instancja nie istnieje albo konto API nie ma do niej dostępu. Powiadom osobę odpowiedzialną za proces." "Der Vorgang existiert nicht, oder das API-Konto darf ihn nicht sehen. Informieren Sie die für den Prozess zuständige Person." }
    NotSentYetTitle { "Not sent yet" "Jeszcze niewysłany" "Noch nicht gesendet" }
    NotSentYetAdvice { "The document was not sent for signature yet. Send it first." "Dokument nie został jeszcze wysłany do podpisu. Najpierw go wyślij." "Das Dokument wurde noch nicht zur Unterschrift gesendet. Senden Sie es zuerst." }
    AlreadySentTitle { "Already sent" "Już wysłany" "Bereits gesendet" }
    AlreadySentAdvice { "The document was sent for signature already; it was not sent again." "Dokument został już wysłany do podpisu; nie wysłano go ponownie." "Das Dokument wurde bereits zur Unterschrift gesendet; es wurde nicht noch einmal gesendet." }
    AlreadyFinishedTitle { "Already finished" "Już zakończony" "Bereits beendet" }
    AlreadyFinishedAdvice { "The document has reached its end, so nothing can be changed any more." "Obieg dokumentu już się zakończył i niczego nie można zmienić." "Das Dokument ist abgeschlossen, daran lässt sich nichts mehr ändern." }
    NotSignedYetTitle { "Not signed yet" "Jeszcze niepodpisany" "Noch nicht unterschrieben" }
    NotSignedYetAdvice { "The signed document is not ready yet. It will be there when everybody has signed." "Podpisany dokument nie jest jeszcze gotowy. Będzie dostępny, gdy wszyscy podpiszą." "Das unterschriebene Dokument ist noch nicht fertig. Es steht bereit, sobald alle unterschrieben haben." }
    NoLinkTitle { "No link for signing" "Brak linku do podpisu" "Kein Link zum Unterschreiben" }
    NoLinkAdvice { "Autenti has no link for this person now: it may be somebody else's turn, or this person has signed already. The invitation by e-mail from Autenti works too." "Autenti nie udostępnia teraz linku dla tej osoby: może być kolej kogoś innego albo ta osoba już podpisała. Zaproszenie e-mail od Autenti też działa." "Autenti hat für diese Person jetzt keinen Link: Vielleicht ist jemand anderes an der Reihe, oder sie hat schon unterschrieben. Die Einladung per E-Mail von Autenti funktioniert ebenfalls." }
    DocumentLockedTitle { "Locked by an SMS code" "Zablokowany kodem SMS" "Durch einen SMS-Code gesperrt" }
    DocumentLockedAdvice { "The document opens only with a code sent by SMS. Use the link in the e-mail from Autenti and type the code there." "Dokument otwiera się tylko kodem z SMS-a. Użyj linku z wiadomości e-mail od Autenti i tam wpisz kod." "Das Dokument öffnet sich nur mit einem Code per SMS. Verwenden Sie den Link in der E-Mail von Autenti und geben Sie den Code dort ein." }
    NobodyToRemindTitle { "Nobody to remind" "Nie ma komu przypomnieć" "Niemand zu erinnern" }
    NobodyToRemindAdvice { "No recipient can be reminded now. Autenti allows a reminder only to those whose turn it is, and not too often." "Teraz nie można wysłać nikomu przypomnienia. Autenti pozwala przypominać tylko tym, na których jest kolej, i nie za często." "Jetzt kann niemand erinnert werden. Autenti erlaubt Erinnerungen nur an Personen, die an der Reihe sind, und nicht zu oft." }
    FormCheckedOutTitle { "Somebody is editing the form" "Ktoś edytuje formularz" "Jemand bearbeitet das Formular" }
    FormCheckedOutAdvice { "The form is being edited in WEBCON, so nothing can be written to it. Save or close it and try again." "Formularz jest edytowany w WEBCON i nie można w nim nic zapisać. Zapisz go lub zamknij i spróbuj ponownie." "Das Formular wird in WEBCON bearbeitet, daher kann nichts hineingeschrieben werden. Speichern oder schließen Sie es und versuchen Sie es noch einmal." }
    FilesChangedTitle { "The files have changed" "Pliki się zmieniły" "Die Dateien haben sich geändert" }
    FilesChangedAdvice { "The attachments were changed while the document was being sent, so it was stopped; nobody was invited to sign. Check the files and send again." "Załączniki zmieniono w trakcie wysyłania, więc je przerwano; nikt nie dostał zaproszenia do podpisu. Sprawdź pliki i wyślij ponownie." "Die Anhänge wurden während des Sendens geändert, daher wurde es abgebrochen; niemand wurde zum Unterschreiben eingeladen. Prüfen Sie die Dateien und senden Sie erneut." }
    RecipientsInvalidTitle { "The list of recipients needs corrections" "Lista odbiorców wymaga poprawek" "Die Empfängerliste muss korrigiert werden" }
    RecipientsInvalidAdvice { "Nothing was sent. Correct the rows named here, save the form and send again." "Nic nie zostało wysłane. Popraw wskazane wiersze, zapisz formularz i wyślij ponownie." "Es wurde nichts gesendet. Korrigieren Sie die genannten Zeilen, speichern Sie das Formular und senden Sie erneut." }
    NoAttachmentsTitle { "No file to sign" "Brak pliku do podpisu" "Keine Datei zum Unterschreiben" }
    NoAttachmentsAdvice { "There is no PDF to sign among the attachments. Add one in the right category, save the form and send again." "Wśród załączników nie ma pliku PDF do podpisu. Dodaj go we właściwej kategorii, zapisz formularz i wyślij ponownie." "Unter den Anhängen ist keine PDF-Datei zum Unterschreiben. Fügen Sie sie in der richtigen Kategorie hinzu, speichern Sie das Formular und senden Sie erneut." }
    NotPdfTitle { "Not a PDF file" "To nie jest plik PDF" "Keine PDF-Datei" }
    NotPdfAdvice { "Only PDF files can be signed. Replace the file by a PDF, save the form and send again." "Podpisać można tylko pliki PDF. Zastąp plik plikiem PDF, zapisz formularz i wyślij ponownie." "Nur PDF-Dateien können unterschrieben werden. Ersetzen Sie die Datei durch eine PDF-Datei, speichern Sie das Formular und senden Sie erneut." }
    NotPdfNamed { "“{file}” is not a PDF file inside, whatever its name says. Replace it by a PDF, save the form and send again." "„{file}” w środku nie jest plikiem PDF, niezależnie od nazwy. Zastąp go plikiem PDF, zapisz formularz i wyślij ponownie." "„{file}“ ist dem Inhalt nach keine PDF-Datei, auch wenn der Name so lautet. Ersetzen Sie sie durch eine PDF-Datei, speichern Sie das Formular und senden Sie erneut." }
    TooLargeTitle { "The files are too large" "Pliki są za duże" "Die Dateien sind zu groß" }
    TooLargeAdvice { "Autenti takes at most 20 MB for all files together. Make the files smaller or send fewer." "Autenti przyjmuje najwyżej 20 MB na wszystkie pliki razem. Zmniejsz pliki albo wyślij ich mniej." "Autenti nimmt höchstens 20 MB für alle Dateien zusammen. Verkleinern Sie die Dateien oder senden Sie weniger." }
    TooLargeNamed { "The files have {size} MB together ({files}); Autenti takes at most 20 MB. Make the files smaller or send fewer." "Pliki mają razem {size} MB ({files}); Autenti przyjmuje najwyżej 20 MB. Zmniejsz pliki albo wyślij ich mniej." "Die Dateien haben zusammen {size} MB ({files}); Autenti nimmt höchstens 20 MB. Verkleinern Sie die Dateien oder senden Sie weniger." }
    RateLimitedTitle { "Too many requests" "Zbyt wiele żądań" "Zu viele Anfragen" }
    RateLimitedAdvice { "There were too many requests in a short time. Wait a moment and try again." "W krótkim czasie było zbyt wiele żądań. Odczekaj chwilę i spróbuj ponownie." "In kurzer Zeit gab es zu viele Anfragen. Warten Sie einen Moment und versuchen Sie es noch einmal." }
    InternalTitle { "Something went wrong" "Coś poszło nie tak" "Etwas ist schiefgelaufen" }
    InternalAdvice { "The signing service failed. Try again; if it stays, pass on the request number." "Usługa podpisu zawiodła. Spróbuj ponownie, a jeśli błąd się powtarza, przekaż numer żądania." "Der Signaturdienst ist fehlgeschlagen. Versuchen Sie es noch einmal; bleibt der Fehler, geben Sie die Anfragenummer weiter." }
    AutentiRefusedTitle { "Autenti refused" "Autenti odmówiło" "Autenti hat abgelehnt" }
    AutentiRefusedAdvice { "Autenti refused the request. Pass the request number on to the person who looks after the process." "Autenti odrzuciło żądanie. Przekaż numer żądania osobie odpowiedzialnej za proces." "Autenti hat die Anfrage abgelehnt. Geben Sie die Anfragenummer an die für den Prozess zuständige Person weiter." }
    DocumentUnknownTitle { "Autenti does not know this document" "Autenti nie zna tego dokumentu" "Autenti kennt dieses Dokument nicht" }
    DocumentUnknownAdvice { "Autenti has no document of the id that this form holds. Tell the person who looks after the process." "Autenti nie ma dokumentu o identyfikatorze zapisanym w tym formularzu. Powiadom osobę odpowiedzialną za proces." "Autenti hat kein Dokument mit der ID, die in diesem Formular steht. Informieren Sie die für den Prozess zuständige Person." }
    WebconRefusedTitle { "WEBCON refused" "WEBCON odmówił" "WEBCON hat abgelehnt" }
    WebconRefusedAdvice { "WEBCON refused the request. Pass the request number on to the person who looks after the process." "WEBCON odrzucił żądanie. Przekaż numer żądania osobie odpowiedzialnej za proces." "WEBCON hat die Anfrage abgelehnt. Geben Sie die Anfragenummer an die für den Prozess zuständige Person weiter." }
    AutentiUnavailableTitle { "Autenti does not answer" "Autenti nie odpowiada" "Autenti antwortet nicht" }
    AutentiUnavailableAdvice { "Autenti does not answer at the moment. Nothing was lost; try again in a few minutes." "Autenti w tej chwili nie odpowiada. Nic nie zostało utracone; spróbuj ponownie za kilka minut." "Autenti antwortet im Moment nicht. Es ging nichts verloren; versuchen Sie es in einigen Minuten noch einmal." }
    WebconUnavailableTitle { "WEBCON does not answer" "WEBCON nie odpowiada" "WEBCON antwortet nicht" }
    WebconUnavailableAdvice { "WEBCON does not answer at the moment. Nothing was lost; try again in a few minutes." "WEBCON w tej chwili nie odpowiada. Nic nie zostało utracone; spróbuj ponownie za kilka minut." "WEBCON antwortet im Moment nicht. Es ging nichts verloren; versuchen Sie es in einigen Minuten noch einmal." }
    FieldMissing { "The form has no “{field}” that the API account can see. Tell the person who looks after the process." "Formularz nie ma „{field}” widocznego dla konta API. Powiadom osobę odpowiedzialną za proces." "Das Formular hat kein „{field}“, das das API-Konto sehen kann. Informieren Sie die für den Prozess zuständige Person." }
    AutentiCredentials { "Autenti does not accept the proxy's credentials. Tell the person who looks after the process." "Autenti nie przyjmuje danych logowania proxy. Powiadom osobę odpowiedzialną za proces." "Autenti akzeptiert die Zugangsdaten des Proxys nicht. Informieren Sie die für den Prozess zuständige Person." }
    AutentiNoPackage { "The organisation has no Autenti package, or it is used up. Tell the person who looks after the process." "Organizacja nie ma pakietu Autenti albo go wykorzystała. Powiadom osobę odpowiedzialną za proces." "Die Organisation hat kein Autenti-Paket, oder es ist aufgebraucht. Informieren Sie die für den Prozess zuständige Person." }
    WebconCredentials { "WEBCON does not accept the proxy's credentials. Tell the person who looks after the process." "WEBCON nie przyjmuje danych logowania proxy. Powiadom osobę odpowiedzialną za proces." "WEBCON akzeptiert die Zugangsdaten des Proxys nicht. Informieren Sie die für den Prozess zuständige Person." }
    WebconForbidden { "The proxy's account may not do this in WEBCON. Tell the person who looks after the process." "Konto proxy nie ma do tego uprawnień w WEBCON. Powiadom osobę odpowiedzialną za proces." "Das Konto des Proxys darf das in WEBCON nicht. Informieren Sie die für den Prozess zuständige Person." }
    WebconValidation { "WEBCON does not accept the change, because the form does not permit it. Tell the person who looks after the process." "WEBCON nie przyjmuje zmiany, bo formularz na nią nie pozwala. Powiadom osobę odpowiedzialną za proces." "WEBCON nimmt die Änderung nicht an, weil das Formular sie nicht zulässt. Informieren Sie die für den Prozess zuständige Person." }
    SendingInProgress { "The document is being sent right now; it was not sent again." "Dokument jest właśnie wysyłany; nie wysłano go ponownie." "Das Dokument wird gerade gesendet; es wurde nicht noch einmal gesendet." }
    LinkForOthers { "You can open only your own link for signing." "Możesz otworzyć tylko własny link do podpisu." "Sie können nur Ihren eigenen Link zum Unterschreiben öffnen." }
    LinkNoRecipient { "{email} is not among the recipients of this document." "Wśród odbiorców tego dokumentu nie ma adresu {email}." "{email} ist nicht unter den Empfängern dieses Dokuments." }
    SkippedDone { "is not asked to act now" "nie jest teraz proszony o działanie" "ist jetzt nicht an der Reihe" }
    SkippedTooSoon { "cannot be reminded by Autenti now" "Autenti nie może teraz przypomnieć" "kann von Autenti jetzt nicht erinnert werden" }
    SkippedBlocked { "reminders are switched off for this recipient" "przypomnienia dla tego odbiorcy są wyłączone" "Erinnerungen sind für diesen Empfänger ausgeschaltet" }
    SkippedUnknown { "is not a recipient of this document" "nie jest odbiorcą tego dokumentu" "ist kein Empfänger dieses Dokuments" }
    PdfEncrypted { "“{file}” is protected by a password. Autenti cannot sign it: replace it by a file without a password." "„{file}” jest zabezpieczony hasłem. Autenti nie może go podpisać: zastąp go plikiem bez hasła." "„{file}“ ist durch ein Passwort geschützt. Autenti kann sie nicht unterschreiben: Ersetzen Sie sie durch eine Datei ohne Passwort." }
    PdfSigned { "“{file}” bears a signature already. Autenti cannot sign it again: replace it by the unsigned file." "„{file}” jest już podpisany. Autenti nie może go podpisać ponownie: zastąp go plikiem bez podpisu." "„{file}“ ist bereits unterschrieben. Autenti kann sie nicht noch einmal unterschreiben: Ersetzen Sie sie durch die Datei ohne Unterschrift." }
    PdfActiveForm { "“{file}” holds an active form (XFA), which Autenti does not take. Print it to a new PDF and use that." "„{file}” zawiera aktywny formularz (XFA), którego Autenti nie przyjmuje. Wydrukuj go do nowego pliku PDF i użyj tego pliku." "„{file}“ enthält ein aktives Formular (XFA), das Autenti nicht annimmt. Drucken Sie sie in eine neue PDF-Datei und verwenden Sie diese." }
    NotPdfName { "“{file}” is not a PDF file. Only PDF files can be signed: replace it or move it to another category." "„{file}” nie jest plikiem PDF. Podpisać można tylko pliki PDF: zastąp go lub przenieś do innej kategorii." "„{file}“ ist keine PDF-Datei. Nur PDF-Dateien können unterschrieben werden: Ersetzen Sie sie oder verschieben Sie sie in eine andere Kategorie." }
    SignNow { "Sign now" "Podpisz teraz" "Jetzt unterschreiben" }
}
