// What the gallery itself says, in English, Polish and German. English titles of states stand with the states; here
// are the others, by the name of the group or state.

/** The languages of the component and of this page, each in its own. */
export const LANGUAGES = { en: 'English', pl: 'polski', de: 'Deutsch' };

const PAGE = {
  title: ['Gallery', 'Galeria', 'Galerie'],
  about: [
    'Every element of the component, in every state, theme and language. The component is the real one; what it asks is answered by this page.',
    'Każdy element komponentu, w każdym stanie, motywie i języku. Komponent jest prawdziwy; na jego pytania odpowiada ta strona.',
    'Jedes Element der Komponente, in jedem Zustand, Design und in jeder Sprache. Die Komponente ist echt; was sie fragt, beantwortet diese Seite.',
  ],
  unsigned: [
    'Nothing here is legally signed.',
    'Żaden podpis nie ma tu mocy prawnej.',
    'Nichts hier ist rechtsgültig unterzeichnet.',
  ],
  back: ['Back to the portal stand-in', 'Wróć do makiety portalu', 'Zurück zum Portal-Modell'],
  skip: ['Skip to the specimens', 'Przejdź do okazów', 'Zu den Beispielen springen'],
  shown: ['What is shown', 'Co jest pokazane', 'Was gezeigt wird'],
  states: ['States', 'Stany', 'Zustände'],
  element: ['Element', 'Element', 'Element'],
  language: ['Language', 'Język', 'Sprache'],
  theme: ['Theme', 'Motyw', 'Design'],
  column: ['Column', 'Kolumna', 'Spalte'],
  all: ['All', 'Wszystkie', 'Alle'],
  light: ['Light', 'Jasny', 'Hell'],
  dark: ['Dark', 'Ciemny', 'Dunkel'],
  custom: ['A company’s own', 'Własny firmy', 'Eigenes einer Firma'],
  wide: ['As wide as there is', 'Na całą szerokość', 'So breit wie möglich'],
  wholePage: [
    'It takes the whole page: follow the link.',
    'Zajmuje całą stronę: otwórz link.',
    'Das nimmt die ganze Seite ein: folgen Sie dem Link.',
  ],
  around: [
    'autenti-signing around its parts',
    'autenti-signing z częściami w środku',
    'autenti-signing mit seinen Teilen',
  ],
  forced: [
    'Forced colours are on: the colours are the system’s.',
    'Wymuszone kolory są włączone: kolory pochodzą z systemu.',
    'Erzwungene Farben sind an: die Farben kommen vom System.',
  ],
  notForced: [
    'Forced colours: switch on a contrast theme in the system, or emulate “forced-colors: active” in the browser’s tools.',
    'Wymuszone kolory: włącz motyw kontrastowy w systemie albo „forced-colors: active” w narzędziach przeglądarki.',
    'Erzwungene Farben: schalten Sie im System ein Kontrastdesign ein, oder „forced-colors: active“ in den Werkzeugen des Browsers.',
  ],
  missing: [
    'The component is missing: {0}. Is the proxy running?',
    'Brakuje komponentu: {0}. Czy proxy działa?',
    'Die Komponente fehlt: {0}. Läuft der Proxy?',
  ],
};

const GROUP_TITLES = {
  'not-sent': ['Jeszcze nie wysłano', 'Noch nicht gesendet'],
  sending: ['W trakcie wysyłania', 'Wird gesendet'],
  'in-progress': ['W toku', 'In Bearbeitung'],
  'my-turn': ['Moja kolej', 'Ich bin dran'],
  'after-a-click': ['Po kliknięciu', 'Nach einem Klick'],
  ended: ['Zakończone', 'Am Ende'],
  trouble: ['Gdy coś stoi na przeszkodzie', 'Wenn etwas im Weg ist'],
  strange: ['Nigdy wcześniej nie widziane', 'Noch nie gesehen'],
  'look-ups': ['Listy wyboru', 'Auswahllisten'],
};

const STATE_TITLES = {
  empty: ['Nic nie wypełniono', 'Nichts ausgefüllt'],
  'not-sent': ['Gotowe do wysłania', 'Bereit zum Senden'],
  'not-sent-editing': ['Gotowe, a formularz jest edytowany', 'Bereit, während das Formular bearbeitet wird'],
  'not-sent-mistakes': ['Lista ma błędy', 'Die Liste hat Fehler'],
  'file-wrong': ['Pliku nie można podpisać', 'Eine Datei lässt sich nicht unterschreiben'],
  'not-sent-reader': ['Widok osoby, która nie może wysyłać', 'Für jemanden, der nicht senden darf'],
  draft: ['W Autenti, nikt jeszcze nie został zaproszony', 'In Autenti, noch niemand eingeladen'],
  'send-question': ['Pytanie przed wysłaniem', 'Frage vor dem Senden'],
  'sending-draft': ['Tworzenie dokumentu', 'Das Dokument wird angelegt'],
  'sending-files': ['Przesyłanie plików', 'Dateien werden hochgeladen'],
  'sending-invites': ['Zapraszanie odbiorców', 'Die Empfänger werden eingeladen'],
  'sending-write-back': ['Zapisywanie wyniku w formularzu', 'Das Ergebnis wird ins Formular geschrieben'],
  'sending-retrying': [
    'Autenti nie odpowiada, proxy próbuje dalej',
    'Autenti antwortet nicht, der Proxy versucht es weiter',
  ],
  'sending-in-doubt': ['Nie wiadomo jeszcze, czy wysłano', 'Noch nicht bekannt, ob gesendet'],
  'sending-stopped': ['Autenti odmówiło', 'Autenti hat abgelehnt'],
  'in-progress-one': ['Jeden odbiorca', 'Ein Empfänger'],
  'in-progress': ['Trzech odbiorców, jeden po drugim', 'Drei Empfänger, einer nach dem anderen'],
  'in-parallel': ['Trzech odbiorców jednocześnie, jeden z kodem SMS', 'Drei Empfänger gleichzeitig, einer mit SMS'],
  'for-others': [
    'Widok osoby, która może otworzyć podpisywanie za innych',
    'Für jemanden, der das Unterzeichnen für andere öffnen darf',
  ],
  'in-progress-sixty': ['Sześćdziesięciu odbiorców w sześciu turach', 'Sechzig Empfänger in sechs Runden'],
  reminders: ['Proxy przypomina samo', 'Der Proxy erinnert von selbst'],
  'remind-question': ['Pytanie przed przypomnieniem', 'Frage vor dem Erinnern'],
  'correct-question': ['Pytanie przed poprawieniem odbiorcy', 'Frage vor dem Korrigieren'],
  history: ['Co się wydarzyło', 'Was geschehen ist'],
  'in-progress-reader': ['Widok osoby, która tylko czyta', 'Für jemanden, der nur liest'],
  'withdraw-question': ['Pytanie przed wycofaniem', 'Frage vor dem Zurückziehen'],
  'my-turn': ['Przy podpisywaniu', 'Beim Unterzeichnen'],
  'my-turn-approver': ['Przy parafowaniu', 'Beim Paraphieren'],
  'my-turn-reviewer': ['Przy opiniowaniu', 'Beim Begutachten'],
  'my-part-done': ['Mój podpis jest, innego brakuje', 'Ich habe unterschrieben, jemand anderes nicht'],
  'not-my-turn-yet': ['Może jeszcze nie moja kolej', 'Vielleicht noch nicht an der Reihe'],
  'on-the-phone': ['Kod na telefon', 'Ein Code für das Handy'],
  'my-turn-in-parallel': [
    'Równocześnie z kimś innym, z kodem SMS',
    'Gleichzeitig mit jemand anderem, mit Code per SMS',
  ],
  'own-layout': ['W układzie własnym strony', 'In einer Anordnung der Seite selbst'],
  'signing-opened': ['Autenti jest otwarte w innej karcie', 'Autenti ist in einem anderen Tab offen'],
  'tab-blocked': ['Przeglądarka zablokowała kartę', 'Der Browser hat den Tab blockiert'],
  'locked-by-sms': ['Zablokowane kodem SMS', 'Durch einen SMS-Code gesperrt'],
  reminded: ['Niektórym przypomniano', 'Einige wurden erinnert'],
  'withdrawal-failed': ['Wycofanie nie powiodło się', 'Zurückziehen ist gescheitert'],
  'form-checked-out': ['Ktoś edytuje formularz', 'Jemand bearbeitet das Formular'],
  completed: ['Podpisane przez wszystkich', 'Von allen unterzeichnet'],
  'completed-saved': ['Podpisane, a PDF jest w formularzu', 'Unterzeichnet, und das PDF ist am Formular'],
  'completed-waiting': [
    'Podpisane, ale formularz jeszcze o tym nie wie, bo ktoś go edytuje',
    'Unterzeichnet, aber das Formular weiß es noch nicht, weil es jemand bearbeitet',
  ],
  'completed-reader': [
    'Podpisane, widok osoby, która nie może pobierać',
    'Unterzeichnet, für jemanden, der nicht herunterladen darf',
  ],
  rejected: ['Odrzucone, z podaniem powodu', 'Abgelehnt, mit Begründung'],
  'send-again-question': ['Pytanie przed ponownym wysłaniem', 'Frage vor dem erneuten Senden'],
  'withdrawn-to-correct': ['Do poprawy po wycofaniu', 'Zum Korrigieren zurückgezogen'],
  withdrawn: ['Wycofane', 'Zurückgezogen'],
  expired: ['Po terminie', 'Frist abgelaufen'],
  error: ['Błąd w Autenti', 'In Autenti gescheitert'],
  loading: ['Pierwsze wczytywanie', 'Wird zum ersten Mal gelesen'],
  'known-by-the-form': [
    'Wczytywanie, ze stanem znanym z formularza',
    'Wird gelesen, mit dem Stand, den das Formular kennt',
  ],
  stale: ['Ostatni znany stan, bo Autenti nie odpowiada', 'Der letzte bekannte Stand, weil Autenti nicht antwortet'],
  offline: ['Urządzenie straciło połączenie', 'Das Gerät ist offline'],
  unreachable: [
    'Proxy jest nieosiągalne i tylko formularz coś wie',
    'Der Proxy ist nicht erreichbar, nur das Formular weiß etwas',
  ],
  'unreachable-later': [
    'Proxy zniknęło, gdy formularz był otwarty',
    'Der Proxy ging weg, während das Formular offen war',
  ],
  'no-ticket': [
    'Brak ticketu: nowa instancja albo reguła nie znalazła proxy',
    'Kein Ticket: eine neue Instanz, oder die Regel fand keinen Proxy',
  ],
  'ticket-expired': ['Ticket wygasł, gdy formularz był otwarty', 'Das Ticket lief ab, während das Formular offen war'],
  'ticket-expired-editing': ['Ticket wygasł podczas edycji', 'Das Ticket lief beim Bearbeiten ab'],
  'not-allowed': ['Proxy odmawia', 'Der Proxy sagt nein'],
  'other-instance': ['Ticket jest do innej instancji', 'Das Ticket gilt für eine andere Instanz'],
  'wasm-blocked': ['Strona blokuje WebAssembly', 'Die Seite blockiert WebAssembly'],
  'script-missing': [
    'Nie udało się wczytać skryptu komponentu',
    'Das Skript der Komponente konnte nicht geladen werden',
  ],
  unknown: [
    'Stan, rola, rodzaj podpisu i uprawnienie, których nikt jeszcze nie zna',
    'Ein Status, eine Rolle, eine Signaturart und ein Recht, die noch niemand kennt',
  ],
  'long-names': ['Bardzo długie nazwiska', 'Sehr lange Namen'],
  'many-scripts': ['Emoji i tekst od prawej do lewej', 'Emoji und Text von rechts nach links'],
  markup: ['Znaczniki tam, gdzie powinny być słowa', 'Markup, wo Wörter sein sollten'],
  'lookup-roles': ['Role', 'Rollen'],
  'lookup-signature-types': [
    'Rodzaje podpisu, tylko dwa i żaden niewybrany',
    'Signaturarten, nur zwei davon, keine gewählt',
  ],
  'lookup-labels': ['Etykiety, które zna proxy', 'Labels, die der Proxy kennt'],
  'lookup-unknown': ['Wartość, której źródło nie ma', 'Ein Wert, den die Quelle nicht hat'],
  'lookup-view': ['Gdy formularz jest tylko czytany', 'Während das Formular nur gelesen wird'],
  'lookup-failed': ['Etykiet nie da się pobrać', 'Labels sind nicht zu bekommen'],
};

/** A text of the page; `{0}` is replaced by the argument. */
export function word(lang, key, argument = '') {
  const at = Object.keys(LANGUAGES).indexOf(lang);
  return PAGE[key][Math.max(0, at)].replace('{0}', argument);
}

const titled = (titles, { name, title }, lang) => titles[name]?.[['pl', 'de'].indexOf(lang)] ?? title;

/** What a group is called in that language; in English where nobody translated it. */
export const groupTitle = (group, lang) => titled(GROUP_TITLES, group, lang);

/** What a state is called in that language; in English where nobody translated it. */
export const stateTitle = (state, lang) => titled(STATE_TITLES, state, lang);
