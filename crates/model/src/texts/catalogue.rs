//! The catalogue: each text once, in all languages side by side.
//!
//! `everywhere` is what the component says, `rules` what the rules say, `proxy` what only the proxy says, `control`
//! what the page of the External control says around the component.

#[cfg(not(target_arch = "wasm32"))]
use super::Lang;

/// Declares the texts. A text that is missing in a language does not compile.
macro_rules! catalogue {
    (
        everywhere { $( $name:ident { $en:literal $pl:literal $de:literal } )+ }
        rules { $( $rule_name:ident { $rule_en:literal $rule_pl:literal $rule_de:literal } )+ }
        proxy { $( $proxy_name:ident { $proxy_en:literal $proxy_pl:literal $proxy_de:literal } )+ }
        control { $( $control_name:ident { $control_en:literal $control_pl:literal $control_de:literal } )+ }
    ) => {
        /// A text that people read. Where it counts something, its plural forms are divided by `|`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the text itself says what it is")]
        pub enum Text { $( $name, )+ $( $rule_name, )+ $( $proxy_name, )+ $( $control_name, )+ }

        /// Each text in English, Polish and German. A browser is given those of one language instead
        /// (`texts::load`), so they are not part of the wasm.
        #[cfg(not(target_arch = "wasm32"))]
        static TEXTS: &[[&str; 3]] = &[
            $( [$en, $pl, $de], )+ $( [$rule_en, $rule_pl, $rule_de], )+ $( [$proxy_en, $proxy_pl, $proxy_de], )+
            $( [$control_en, $control_pl, $control_de], )+
        ];

        #[cfg(not(target_arch = "wasm32"))]
        impl Text {
            /// Every text.
            pub const ALL: &'static [Self] = &[
                $( Self::$name, )+ $( Self::$rule_name, )+ $( Self::$proxy_name, )+ $( Self::$control_name, )+
            ];
            /// The texts that a browser is given. The proxy sends the words of a failure along with it, so
            /// the others need not be downloaded.
            pub const IN_BROWSER: &'static [Self] = &[ $( Self::$name, )+ $( Self::$rule_name, )+ ];
            /// The texts that only the proxy says.
            pub const OF_PROXY: &'static [Self] = &[ $( Self::$proxy_name, )+ ];
            /// The texts that only the page of the External control says.
            pub const OF_CONTROL: &'static [Self] = &[ $( Self::$control_name, )+ ];

            /// The text in the language.
            pub fn get(self, lang: Lang) -> &'static str {
                TEXTS[self as usize][lang as usize]
            }

            /// The name of the text.
            pub fn key(self) -> &'static str {
                match self {
                    $( Self::$name => stringify!($name), )+
                    $( Self::$rule_name => stringify!($rule_name), )+
                    $( Self::$proxy_name => stringify!($proxy_name), )+
                    $( Self::$control_name => stringify!($control_name), )+
                }
            }
        }
    };
}

catalogue! {
    everywhere {
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

        // The component: what it says before and without the live part.
        PanelName { "Signing in Autenti" "Podpisywanie w Autenti" "Unterschrift in Autenti" }
        Loading { "Loading…" "Wczytywanie…" "Wird geladen…" }
        LiveMissing { "The live part of this panel could not be loaded. Only what the form knows is shown." "Nie udało się wczytać aktywnej części tego panelu. Widać tylko to, co wie formularz." "Der aktive Teil dieses Bereichs konnte nicht geladen werden. Es wird nur gezeigt, was das Formular weiß." }
        TryAgain { "Try again" "Spróbuj ponownie" "Erneut versuchen" }
        ReloadForm { "Reload the form" "Odśwież formularz" "Formular neu laden" }
        Dismiss { "Dismiss" "Zamknij" "Schließen" }
        RequestNumber { "Request {id}" "Żądanie {id}" "Anfrage {id}" }

        // The component: where the signing stands.
        NotSentText { "The document has not been sent for signature yet." "Dokument nie został jeszcze wysłany do podpisu." "Das Dokument wurde noch nicht zur Unterschrift gesendet." }
        DraftText { "The document is in Autenti, but nobody has been invited to sign yet." "Dokument jest w Autenti, ale nikt nie dostał jeszcze zaproszenia do podpisu." "Das Dokument liegt bei Autenti, aber es wurde noch niemand zum Unterschreiben eingeladen." }
        SignedCount { "{n} of {of} signed" "Podpisano: {n} z {of}" "{n} von {of} unterschrieben" }
        WaitingFor { "Waiting for {names}" "Oczekiwanie na: {names}" "Warten auf {names}" }
        AndMore { "and {n} more|and {n} more" "i jeszcze {n} osoba|i jeszcze {n} osoby|i jeszcze {n} osób" "und {n} weitere Person|und {n} weitere Personen" }
        AllSigned { "Everybody has signed." "Wszyscy podpisali." "Alle haben unterschrieben." }
        RejectedBy { "{name} rejected the document." "Dokument odrzucony przez: {name}." "{name} hat das Dokument abgelehnt." }
        RejectedText { "The document was rejected." "Dokument został odrzucony." "Das Dokument wurde abgelehnt." }
        WithdrawnText { "The document was withdrawn; nobody can sign it any more." "Dokument został wycofany i nie można go już podpisać." "Das Dokument wurde zurückgezogen; niemand kann es mehr unterschreiben." }
        ExpiredText { "The time for signing has run out." "Czas na podpisanie minął." "Die Frist zum Unterschreiben ist abgelaufen." }
        ErrorText { "Autenti could not process the document." "Autenti nie mogło przetworzyć dokumentu." "Autenti konnte das Dokument nicht verarbeiten." }
        ReadAgo { "Updated {when}" "Zaktualizowano {when}" "Aktualisiert {when}" }
        StaleAsOf { "As of {time}. Autenti does not answer, so this may have changed." "Stan na {time}. Autenti nie odpowiada, więc mogło się to zmienić." "Stand {time}. Autenti antwortet nicht, daher kann sich das geändert haben." }
        ShownAsOf { "What is shown is as of {time}." "Widoczny jest stan na {time}." "Gezeigt wird der Stand von {time}." }
        StatusNow { "Document: {status}" "Dokument: {status}" "Dokument: {status}" }

        // The component: recipients and files.
        Recipients { "Recipients" "Odbiorcy" "Empfänger" }
        You { "you" "Ty" "Sie" }
        PlaceInOrder { "Order: {n}" "Kolejność: {n}" "Reihenfolge: {n}" }
        SmsToSign { "SMS code to sign" "kod SMS do podpisu" "SMS-Code zum Unterschreiben" }
        SmsToOpen { "SMS code to open" "kod SMS do otwarcia" "SMS-Code zum Öffnen" }
        RemindedAgo { "Reminded {when}" "Przypomniano {when}" "Erinnert {when}" }
        Reason { "Reason" "Powód" "Grund" }
        Files { "Files" "Pliki" "Dateien" }
        CorrectFirst { "{n} correction is needed before sending.|{n} corrections are needed before sending." "Przed wysłaniem potrzebna jest {n} poprawka.|Przed wysłaniem potrzebne są {n} poprawki.|Przed wysłaniem potrzebnych jest {n} poprawek." "Vor dem Senden ist {n} Korrektur nötig.|Vor dem Senden sind {n} Korrekturen nötig." }

        // The component: sending.
        Send { "Send for signature" "Wyślij do podpisu" "Zur Unterschrift senden" }
        SendQuestion { "Send for signature?" "Wysłać do podpisu?" "Zur Unterschrift senden?" }
        SendExplained { "These people get an invitation from Autenti by e-mail." "Te osoby otrzymają od Autenti zaproszenie e-mailem." "Diese Personen erhalten von Autenti eine Einladung per E-Mail." }
        SendBusy { "Sending…" "Wysyłanie…" "Wird gesendet…" }
        SendDone { "The document is being sent." "Dokument jest wysyłany." "Das Dokument wird gesendet." }
        SaveFirst { "Save the form first, then send it for signature." "Najpierw zapisz formularz, potem wyślij go do podpisu." "Speichern Sie zuerst das Formular, dann senden Sie es zur Unterschrift." }
        SendingTitle { "Sending for signature" "Wysyłanie do podpisu" "Wird zur Unterschrift gesendet" }
        SendingDraft { "Creating the document in Autenti" "Tworzenie dokumentu w Autenti" "Das Dokument wird in Autenti angelegt" }
        SendingFiles { "Uploading files: {n} of {of}" "Przesyłanie plików: {n} z {of}" "Dateien werden hochgeladen: {n} von {of}" }
        SendingInvites { "Inviting the recipients" "Zapraszanie odbiorców" "Die Empfänger werden eingeladen" }
        SendingWriteBack { "Writing the result to the form" "Zapisywanie wyniku w formularzu" "Das Ergebnis wird in das Formular geschrieben" }
        SendingGoesOn { "You can close the form; sending goes on." "Możesz zamknąć formularz, wysyłanie będzie trwało dalej." "Sie können das Formular schließen; das Senden läuft weiter." }
        SendingRetries { "It is tried again by itself." "Próba zostanie automatycznie ponowiona." "Es wird automatisch erneut versucht." }
        SendingStopped { "Sending has stopped" "Wysyłanie zostało przerwane" "Das Senden wurde angehalten" }

        // The component: signing.
        SignNow { "Sign now" "Podpisz teraz" "Jetzt unterschreiben" }
        ApproveNow { "Approve now" "Parafuj teraz" "Jetzt paraphieren" }
        ReviewNow { "Review now" "Zaopiniuj teraz" "Jetzt beurteilen" }
        SignTurn { "It is your turn to sign." "Twoja kolej na podpis." "Sie sind an der Reihe zu unterschreiben." }
        ApproveTurn { "It is your turn to approve." "Twoja kolej na parafowanie." "Sie sind an der Reihe zu paraphieren." }
        ReviewTurn { "It is your turn to give your opinion." "Twoja kolej na wyrażenie opinii." "Sie sind an der Reihe, Ihre Beurteilung abzugeben." }
        SignElsewhere { "Signing opens in a new tab." "Podpisywanie otworzy się w nowej karcie." "Das Unterschreiben öffnet sich in einem neuen Tab." }
        SignForOther { "Open for signing" "Otwórz do podpisu" "Zum Unterschreiben öffnen" }
        SignForOtherNamed { "Open for signing: {name}" "Otwórz do podpisu: {name}" "Zum Unterschreiben öffnen: {name}" }
        SignBusy { "Opening Autenti…" "Otwieranie Autenti…" "Autenti wird geöffnet…" }
        SignDone { "Autenti is open in another tab. Your signature shows here as soon as Autenti has it." "Autenti jest otwarte w innej karcie. Podpis pojawi się tutaj, gdy tylko Autenti go otrzyma." "Autenti ist in einem anderen Tab geöffnet. Die Unterschrift erscheint hier, sobald Autenti sie hat." }
        TabBlocked { "The browser blocked the new tab. Open Autenti from here:" "Przeglądarka zablokowała nową kartę. Otwórz Autenti stąd:" "Der Browser hat den neuen Tab blockiert. Öffnen Sie Autenti von hier:" }
        OpenAutenti { "Open Autenti" "Otwórz Autenti" "Autenti öffnen" }

        // The component: the other actions.
        Cancel { "Cancel" "Anuluj" "Abbrechen" }
        Refresh { "Refresh" "Odśwież" "Aktualisieren" }
        RefreshBusy { "Refreshing…" "Odświeżanie…" "Wird aktualisiert…" }
        RefreshDone { "Up to date." "Stan jest aktualny." "Alles ist auf dem neuesten Stand." }
        Remind { "Remind" "Przypomnij" "Erinnern" }
        RemindNamed { "Remind {name}" "Przypomnij: {name}" "{name} erinnern" }
        RemindAll { "Remind all" "Przypomnij wszystkim" "Alle erinnern" }
        RemindBusy { "Reminding…" "Przypominanie…" "Wird erinnert…" }
        RemindDone { "Reminder sent to {names}." "Wysłano przypomnienie do: {names}." "Erinnerung gesendet an {names}." }
        RemindNobody { "No reminder was sent." "Nie wysłano żadnego przypomnienia." "Es wurde keine Erinnerung gesendet." }
        Withdraw { "Withdraw" "Wycofaj" "Zurückziehen" }
        WithdrawQuestion { "Withdraw the document?" "Wycofać dokument?" "Dokument zurückziehen?" }
        WithdrawExplained { "Nobody will be able to sign it any more. This cannot be undone." "Nikt nie będzie już mógł go podpisać. Tego nie można cofnąć." "Niemand kann es dann noch unterschreiben. Das lässt sich nicht rückgängig machen." }
        WithdrawConfirm { "Withdraw the document" "Wycofaj dokument" "Dokument zurückziehen" }
        WithdrawBusy { "Withdrawing…" "Wycofywanie…" "Wird zurückgezogen…" }
        WithdrawDone { "The document was withdrawn." "Dokument został wycofany." "Das Dokument wurde zurückgezogen." }
        Download { "Download signed PDF" "Pobierz podpisany PDF" "Signierte PDF herunterladen" }
        DownloadBusy { "Downloading…" "Pobieranie…" "Wird heruntergeladen…" }
        DownloadDone { "The signed PDF was downloaded." "Podpisany PDF został pobrany." "Die signierte PDF wurde heruntergeladen." }
        Attach { "Save on the form" "Zapisz w formularzu" "Im Formular speichern" }
        AttachBusy { "Saving…" "Zapisywanie…" "Wird gespeichert…" }
        AttachDone { "The signed PDF is saved on the form. Reload the form to see it among the attachments." "Podpisany PDF zapisano w formularzu. Odśwież formularz, aby zobaczyć go wśród załączników." "Die signierte PDF ist im Formular gespeichert. Laden Sie das Formular neu, um sie unter den Anhängen zu sehen." }
        Attached { "Saved on the form as {name}" "Zapisano w formularzu jako {name}" "Im Formular gespeichert als {name}" }

        // The component: look-ups.
        Choose { "Choose…" "Wybierz…" "Auswählen…" }
        LookupFailed { "The choices could not be loaded. What is chosen stays." "Nie udało się wczytać listy. To, co wybrano, pozostaje." "Die Auswahl konnte nicht geladen werden. Was gewählt ist, bleibt." }

        // The component: failures that the proxy cannot tell of.
        OfflineTitle { "No connection" "Brak połączenia" "Keine Verbindung" }
        OfflineAdvice { "This device is offline. The panel goes on by itself when the connection is back." "To urządzenie jest offline. Panel wznowi pracę, gdy połączenie wróci." "Dieses Gerät ist offline. Der Bereich macht von selbst weiter, sobald die Verbindung wieder da ist." }
        UnreachableTitle { "The signing service does not answer" "Usługa podpisu nie odpowiada" "Der Signaturdienst antwortet nicht" }
        UnreachableAdvice { "It cannot be reached at the moment. Nothing was lost; try again in a while." "W tej chwili nie można się z nią połączyć. Nic nie zostało utracone; spróbuj ponownie za chwilę." "Er ist im Moment nicht erreichbar. Es ging nichts verloren; versuchen Sie es in Kürze noch einmal." }
        TimeoutTitle { "No answer in time" "Brak odpowiedzi na czas" "Keine rechtzeitige Antwort" }
        TimeoutAdvice { "The signing service took too long. Look at the state shown here before you try again." "Usługa podpisu odpowiadała zbyt długo. Zanim spróbujesz ponownie, sprawdź pokazany tu stan." "Der Signaturdienst hat zu lange gebraucht. Sehen Sie sich den hier gezeigten Stand an, bevor Sie es noch einmal versuchen." }
        UnexpectedTitle { "The answer cannot be read" "Nie można odczytać odpowiedzi" "Die Antwort ist nicht lesbar" }
        UnexpectedAdvice { "Something between this form and the signing service answers in its place (HTTP {status}). Try again; if it stays, tell the person who looks after the form." "Zamiast usługi podpisu odpowiada coś innego (HTTP {status}). Spróbuj ponownie, a jeśli to nie pomoże, powiadom osobę, która opiekuje się formularzem." "Statt des Signaturdienstes antwortet etwas anderes (HTTP {status}). Versuchen Sie es noch einmal; hilft das nicht, informieren Sie die zuständige Person." }
        NoTicketTitle { "Signing is not available yet" "Podpisywanie nie jest jeszcze dostępne" "Das Unterschreiben ist noch nicht verfügbar" }
        NoTicketAdvice { "This form has no ticket for signing. Save the form; if it is saved already, reload it." "Ten formularz nie ma biletu do podpisywania. Zapisz formularz, a jeśli jest już zapisany, odśwież go." "Dieses Formular hat kein Ticket zum Unterschreiben. Speichern Sie es; ist es schon gespeichert, laden Sie es neu." }
        NoProxyTitle { "The panel is not set up" "Panel nie jest skonfigurowany" "Der Bereich ist nicht eingerichtet" }
        NoProxyAdvice { "The address of the signing service is missing (attribute “proxy”)." "Brakuje adresu usługi podpisu (atrybut „proxy”)." "Die Adresse des Signaturdienstes fehlt (Attribut „proxy“)." }
        OtherInstanceTitle { "This panel belongs to another form" "Ten panel należy do innego formularza" "Dieser Bereich gehört zu einem anderen Formular" }
        OtherInstanceAdvice { "It was made for instance {ticket}, but the form shows instance {form}. Reload the form." "Został przygotowany dla instancji {ticket}, a formularz pokazuje instancję {form}. Odśwież formularz." "Er wurde für den Vorgang {ticket} erstellt, das Formular zeigt aber den Vorgang {form}. Laden Sie das Formular neu." }
    }

    rules {
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
    }

    proxy {
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

        // Failures: what happened, and what to do next.
        InvalidRequestTitle { "The request cannot be read" "Nie można odczytać żądania" "Die Anfrage ist nicht lesbar" }
        InvalidRequestAdvice { "The request is incomplete or malformed. Reload the form and try again." "Żądanie jest niepełne lub błędne. Odśwież formularz i spróbuj ponownie." "Die Anfrage ist unvollständig oder fehlerhaft. Laden Sie das Formular neu und versuchen Sie es noch einmal." }
        BodyUnreadable { "The body of the request cannot be read: {why}" "Nie można odczytać treści żądania: {why}" "Der Inhalt der Anfrage ist nicht lesbar: {why}" }
        IdempotencyKeyMissing { "The header Idempotency-Key is missing: 1 to 255 visible characters, one for each intention to send." "Brakuje nagłówka Idempotency-Key: od 1 do 255 widocznych znaków, osobny dla każdego zamiaru wysłania." "Der Header Idempotency-Key fehlt: 1 bis 255 sichtbare Zeichen, für jede Sendeabsicht ein eigener." }
        ElementUnsaved { "“element” must be the id of a saved instance. A new instance has none: save it first." "„element” musi być identyfikatorem zapisanej instancji. Nowa instancja go nie ma: najpierw ją zapisz." "„element“ muss die Id einer gespeicherten Instanz sein. Eine neue Instanz hat keine: Speichern Sie sie zuerst." }
        ProfileUnknown { "The proxy's configuration has no profile “{profile}”." "W konfiguracji proxy nie ma profilu „{profile}”." "Die Konfiguration des Proxys hat kein Profil „{profile}“." }
        SourceUnknown { "There is no look-up source “{source}”; there are {known}." "Nie ma źródła „{source}”; są: {known}." "Es gibt keine Quelle „{source}“; es gibt {known}." }
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
        FormCheckedOutBy { "{who} is editing the form in WEBCON, so nothing can be written to it. It goes on once the form is saved or closed there." "{who} edytuje formularz w WEBCON i nie można w nim nic zapisać. Będzie to możliwe, gdy tylko formularz zostanie tam zapisany lub zamknięty." "{who} bearbeitet das Formular in WEBCON, daher kann nichts hineingeschrieben werden. Es geht weiter, sobald das Formular dort gespeichert oder geschlossen ist." }
        FilesChangedTitle { "The files have changed" "Pliki się zmieniły" "Die Dateien haben sich geändert" }
        FilesChangedAdvice { "The attachments were changed while the document was being sent, so it was stopped; nobody was invited to sign. Check the files and send again." "Załączniki zmieniono w trakcie wysyłania, więc je przerwano; nikt nie dostał zaproszenia do podpisu. Sprawdź pliki i wyślij ponownie." "Die Anhänge wurden während des Sendens geändert, daher wurde es abgebrochen; niemand wurde zum Unterschreiben eingeladen. Prüfen Sie die Dateien und senden Sie erneut." }
        RecipientsInvalidTitle { "The list of recipients needs corrections" "Lista odbiorców wymaga poprawek" "Die Empfängerliste muss korrigiert werden" }
        RecipientsInvalidAdvice { "Nothing was sent. Correct the rows named here, save the form and send again." "Nic nie zostało wysłane. Popraw wskazane wiersze, zapisz formularz i wyślij ponownie." "Es wurde nichts gesendet. Korrigieren Sie die genannten Zeilen, speichern Sie das Formular und senden Sie erneut." }
        NoAttachmentsTitle { "No file to sign" "Brak pliku do podpisu" "Keine Datei zum Unterschreiben" }
        NoAttachmentsAdvice { "There is no PDF to sign among the attachments. Add one in the right category, save the form and send again." "Wśród załączników nie ma pliku PDF do podpisu. Dodaj go we właściwej kategorii, zapisz formularz i wyślij ponownie." "Unter den Anhängen ist keine PDF-Datei zum Unterschreiben. Fügen Sie sie in der richtigen Kategorie hinzu, speichern Sie das Formular und senden Sie erneut." }
        CategoryByName { "The signing asks for files of the category {category}, but WEBCON tells only the names of categories ({known}). Tell the person who looks after the process to write the category as id#name." "Podpisywanie wymaga plików z kategorii {category}, ale WEBCON podaje tylko nazwy kategorii ({known}). Poproś osobę odpowiedzialną za proces, aby zapisała kategorię jako id#nazwa." "Das Unterschreiben verlangt Dateien der Kategorie {category}, aber WEBCON nennt nur die Namen der Kategorien ({known}). Bitten Sie die Person, die den Prozess betreut, die Kategorie als ID#Name zu schreiben." }
        QueryUnreadable { "The query for the files to sign (“{query}”) does not answer ids of attachments. Tell the person who looks after the process." "Zapytanie o pliki do podpisu („{query}”) nie zwraca identyfikatorów załączników. Powiadom osobę odpowiedzialną za proces." "Die Abfrage der zu unterschreibenden Dateien („{query}“) liefert keine IDs von Anhängen. Informieren Sie die Person, die den Prozess betreut." }
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
        WebconRefusedTitle { "WEBCON refused" "WEBCON odmówił" "WEBCON hat abgelehnt" }
        WebconRefusedAdvice { "WEBCON refused the request. Pass the request number on to the person who looks after the process." "WEBCON odrzucił żądanie. Przekaż numer żądania osobie odpowiedzialnej za proces." "WEBCON hat die Anfrage abgelehnt. Geben Sie die Anfragenummer an die für den Prozess zuständige Person weiter." }
        AutentiUnavailableTitle { "Autenti does not answer" "Autenti nie odpowiada" "Autenti antwortet nicht" }
        AutentiUnavailableAdvice { "Autenti does not answer at the moment. Nothing was lost; try again in a few minutes." "Autenti w tej chwili nie odpowiada. Nic nie zostało utracone; spróbuj ponownie za kilka minut." "Autenti antwortet im Moment nicht. Es ging nichts verloren; versuchen Sie es in einigen Minuten noch einmal." }
        WebconUnavailableTitle { "WEBCON does not answer" "WEBCON nie odpowiada" "WEBCON antwortet nicht" }
        WebconUnavailableAdvice { "WEBCON does not answer at the moment. Nothing was lost; try again in a few minutes." "WEBCON w tej chwili nie odpowiada. Nic nie zostało utracone; spróbuj ponownie za kilka minut." "WEBCON antwortet im Moment nicht. Es ging nichts verloren; versuchen Sie es in einigen Minuten noch einmal." }
        DocumentUnknownTitle { "Autenti does not know this document" "Autenti nie zna tego dokumentu" "Autenti kennt dieses Dokument nicht" }
        DocumentUnknownAdvice { "Autenti has no document of the id that this form holds. Tell the person who looks after the process." "Autenti nie ma dokumentu o identyfikatorze zapisanym w tym formularzu. Powiadom osobę odpowiedzialną za proces." "Autenti hat kein Dokument mit der ID, die in diesem Formular steht. Informieren Sie die für den Prozess zuständige Person." }
        FieldMissing { "The form has no “{field}” that the API account can see. Tell the person who looks after the process." "Formularz nie ma „{field}” widocznego dla konta API. Powiadom osobę odpowiedzialną za proces." "Das Formular hat kein „{field}“, das das API-Konto sehen kann. Informieren Sie die für den Prozess zuständige Person." }
        AutentiCredentials { "Autenti does not accept the proxy's credentials. Tell the person who looks after the process." "Autenti nie przyjmuje danych logowania proxy. Powiadom osobę odpowiedzialną za proces." "Autenti akzeptiert die Zugangsdaten des Proxys nicht. Informieren Sie die für den Prozess zuständige Person." }
        AutentiNoPackage { "The organisation has no Autenti package, or it is used up. Tell the person who looks after the process." "Organizacja nie ma pakietu Autenti albo go wykorzystała. Powiadom osobę odpowiedzialną za proces." "Die Organisation hat kein Autenti-Paket, oder es ist aufgebraucht. Informieren Sie die für den Prozess zuständige Person." }
        WebconCredentials { "WEBCON does not accept the proxy's credentials. Tell the person who looks after the process." "WEBCON nie przyjmuje danych logowania proxy. Powiadom osobę odpowiedzialną za proces." "WEBCON akzeptiert die Zugangsdaten des Proxys nicht. Informieren Sie die für den Prozess zuständige Person." }
        WebconForbidden { "The proxy's account may not do this in WEBCON. Tell the person who looks after the process." "Konto proxy nie ma do tego uprawnień w WEBCON. Powiadom osobę odpowiedzialną za proces." "Das Konto des Proxys darf das in WEBCON nicht. Informieren Sie die für den Prozess zuständige Person." }
        WebconValidation { "WEBCON does not accept the change, because the form does not permit it. Tell the person who looks after the process." "WEBCON nie przyjmuje zmiany, bo formularz na nią nie pozwala. Powiadom osobę odpowiedzialną za proces." "WEBCON nimmt die Änderung nicht an, weil das Formular sie nicht zulässt. Informieren Sie die für den Prozess zuständige Person." }
        SendingInProgress { "The document is being sent right now; it was not sent again." "Dokument jest właśnie wysyłany; nie wysłano go ponownie." "Das Dokument wird gerade gesendet; es wurde nicht noch einmal gesendet." }
        LinkForOthers { "You can open only your own link for signing." "Możesz otworzyć tylko własny link do podpisu." "Sie können nur Ihren eigenen Link zum Unterschreiben öffnen." }
        LinkNoRecipient { "{email} is not among the recipients of this document." "Wśród odbiorców tego dokumentu nie ma adresu {email}." "{email} ist nicht unter den Empfängern dieses Dokuments." }
        NobodyRemindedBecause { "No reminder was sent. {reasons}." "Nie wysłano żadnego przypomnienia. {reasons}." "Es wurde keine Erinnerung gesendet. {reasons}." }
        SkippedDone { "is not asked to act now" "nie jest teraz proszony o działanie" "ist jetzt nicht an der Reihe" }
        SkippedTooSoon { "cannot be reminded by Autenti now" "Autenti nie może teraz przypomnieć" "kann von Autenti jetzt nicht erinnert werden" }
        SkippedBlocked { "reminders are switched off for this recipient" "przypomnienia dla tego odbiorcy są wyłączone" "Erinnerungen sind für diesen Empfänger ausgeschaltet" }
        SkippedUnknown { "is not a recipient of this document" "nie jest odbiorcą tego dokumentu" "ist kein Empfänger dieses Dokuments" }
        PdfEncrypted { "“{file}” is protected by a password. Autenti cannot sign it: replace it by a file without a password." "„{file}” jest zabezpieczony hasłem. Autenti nie może go podpisać: zastąp go plikiem bez hasła." "„{file}“ ist durch ein Passwort geschützt. Autenti kann sie nicht unterschreiben: Ersetzen Sie sie durch eine Datei ohne Passwort." }
        PdfSigned { "“{file}” bears a signature already. Autenti cannot sign it again: replace it by the unsigned file." "„{file}” jest już podpisany. Autenti nie może go podpisać ponownie: zastąp go plikiem bez podpisu." "„{file}“ ist bereits unterschrieben. Autenti kann sie nicht noch einmal unterschreiben: Ersetzen Sie sie durch die Datei ohne Unterschrift." }
        PdfActiveForm { "“{file}” holds an active form (XFA), which Autenti does not take. Print it to a new PDF and use that." "„{file}” zawiera aktywny formularz (XFA), którego Autenti nie przyjmuje. Wydrukuj go do nowego pliku PDF i użyj tego pliku." "„{file}“ enthält ein aktives Formular (XFA), das Autenti nicht annimmt. Drucken Sie sie in eine neue PDF-Datei und verwenden Sie diese." }
        NotPdfName { "“{file}” is not a PDF file. Only PDF files can be signed: replace it or move it to another category." "„{file}” nie jest plikiem PDF. Podpisać można tylko pliki PDF: zastąp go lub przenieś do innej kategorii." "„{file}“ ist keine PDF-Datei. Nur PDF-Dateien können unterschrieben werden: Ersetzen Sie sie oder verschieben Sie sie in eine andere Kategorie." }
    }
    control {
        ControlSilent { "The form does not answer, so signing cannot be shown here." "Formularz nie odpowiada, dlatego nie można tu pokazać podpisywania." "Das Formular antwortet nicht, daher kann die Signatur hier nicht angezeigt werden." }
        ControlAlone { "This page is part of a form and shows nothing outside of it." "Ta strona jest częścią formularza i poza nim niczego nie pokazuje." "Diese Seite ist Teil eines Formulars und zeigt außerhalb davon nichts an." }
        ControlMissing { "The part that shows the signing could not be loaded." "Nie udało się wczytać części, która pokazuje podpisywanie." "Der Teil, der die Signatur anzeigt, konnte nicht geladen werden." }
        ControlUnconfigured { "Signing is not set up on this form yet: the control's configuration has no address of the proxy, or no source of tickets." "Podpisywanie nie jest jeszcze skonfigurowane: w konfiguracji kontrolki brakuje adresu serwera pośredniczącego albo źródła biletów." "Die Signatur ist hier noch nicht eingerichtet: In der Konfiguration des Steuerelements fehlt die Adresse des Proxys oder die Quelle der Tickets." }
        ControlUnsaved { "Save the form first; then the document can be sent for signature here." "Najpierw zapisz formularz; potem będzie można tu wysłać dokument do podpisu." "Speichern Sie zuerst das Formular; danach können Sie das Dokument hier zur Signatur senden." }
        ControlSending { "The document is just being sent for signature. Wait a moment, then try again." "Dokument jest właśnie wysyłany do podpisu. Poczekaj chwilę i spróbuj ponownie." "Das Dokument wird gerade zur Signatur gesendet. Warten Sie einen Moment und versuchen Sie es dann erneut." }
    }
}
