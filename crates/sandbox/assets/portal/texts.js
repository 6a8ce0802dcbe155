// What the portal says, in English and Polish, and in German where a third text stands. German users get the
// English texts elsewhere, and the component's own in German.

import { language } from './session.js';

const TEXTS = {
  standIn: [
    'Stand-in for WEBCON BPS. Nothing here is legally signed.',
    'Makieta WEBCON BPS. Nic tu nie jest prawnie podpisywane.',
  ],
  portal: ['Portal stand-in', 'Makieta portalu'],
  contracts: ['Contracts', 'Umowy'],
  home: ['Home', 'Strona główna'],
  gallery: [
    'Gallery: the component in every state',
    'Galeria: komponent w każdym stanie',
    'Galerie: die Komponente in jedem Zustand',
  ],
  standInName: ['About this portal', 'O tym portalu'],
  myTasks: ['My tasks', 'Moje zadania'],
  newContract: ['New contract', 'Nowa umowa'],
  signedInAs: ['Signed in as', 'Zalogowano jako'],
  signInAs: ['Sign in as', 'Zaloguj jako'],
  signInHint: [
    'No password: choose who you are. Each person sees only their own contracts; Ola looks after them all.',
    'Bez hasła: wybierz, kim jesteś. Każdy widzi tylko swoje umowy; Ola prowadzi je wszystkie.',
  ],
  nextStep: ['What to do next', 'Co dalej', 'Was als Nächstes zu tun ist'],
  become: ['Become {0}', 'Zaloguj się jako {0}', 'Werden Sie {0}'],
  becomeWhy: [
    'to go on with the first contract.',
    'aby kontynuować pracę z pierwszą umową.',
    'um mit dem ersten Vertrag weiterzumachen.',
  ],
  openContract: ['Open {0}', 'Otwórz {0}', '{0} öffnen'],
  stepSend: [
    'and send it for signature.',
    'i wyślij do podpisu.',
    'und zur Unterschrift senden.',
  ],
  stepSign: [
    'and sign it: it is your turn.',
    'i podpisz: teraz Twoja kolej.',
    'und unterzeichnen: Sie sind an der Reihe.',
  ],
  stepLook: [
    'and see how it stands.',
    'i sprawdź, na czym stoi sprawa.',
    'und nachsehen, wie es steht.',
  ],
  stepDone: [
    'Everybody has signed: the signed document is there.',
    'Wszyscy podpisali: podpisany dokument jest na miejscu.',
    'Alle haben unterzeichnet: das unterzeichnete Dokument ist da.',
  ],
  stepAgain: [
    'It has ended without all signatures; it can be sent again.',
    'Skończyło się bez kompletu podpisów; można wysłać ponownie.',
    'Es endete ohne alle Unterschriften; er kann erneut gesendet werden.',
  ],
  otherLanguage: ['Polski', 'English'],
  darkTheme: ['Dark theme', 'Ciemny motyw'],
  lightTheme: ['Light theme', 'Jasny motyw'],
  number: ['Number', 'Numer'],
  title: ['Title', 'Tytuł'],
  step: ['Step', 'Krok'],
  signature: ['Signature', 'Podpis'],
  owner: ['Owner', 'Właściciel'],
  notSent: ['Not sent', 'Nie wysłano'],
  untitled: ['(no title)', '(bez tytułu)'],
  noContracts: ['There is nothing here for you.', 'Nic tu na Ciebie nie czeka.'],
  noTasks: ['You have no tasks.', 'Nie masz zadań.'],
  chooseTask: ['Choose a task from the list.', 'Wybierz zadanie z listy.'],
  loading: ['Loading…', 'Ładowanie…'],
  skip: ['Skip to content', 'Przejdź do treści'],
  navigation: ['Portal', 'Portal'],

  preview: ['Preview', 'Podgląd'],
  previewOf: ['Preview of {0}', 'Podgląd {0}'],
  closePreview: ['Close the preview', 'Zamknij podgląd'],
  waysIn: ['Signing is on the form as', 'Podpisywanie jest na formularzu jako'],

  edit: ['Edit', 'Edytuj'],
  save: ['Save', 'Zapisz'],
  cancel: ['Cancel', 'Anuluj'],
  reload: ['Reload', 'Odśwież'],
  delete: ['Delete', 'Usuń'],
  adminMode: ['Admin mode', 'Tryb administratora'],
  toolbar: ['Form toolbar', 'Pasek formularza'],
  workflow: ['Workflow', 'Obieg'],
  paths: ['Paths', 'Ścieżki przejścia'],
  pathsHint: ['Go to the next step', 'Przejdź do następnego kroku'],
  created: ['Created', 'Utworzono'],
  modified: ['Modified', 'Zmodyfikowano'],
  by: ['by', 'przez'],
  version: ['version', 'wersja'],
  editingNow: ['This form is being edited by {0}.', 'Ten formularz edytuje teraz {0}.'],
  adminNow: ['Admin mode: every field can be changed.', 'Tryb administratora: można zmienić każde pole.'],
  yes: ['Yes', 'Tak'],
  no: ['No', 'Nie'],
  choose: ['Choose…', 'Wybierz…'],
  empty: ['Empty', 'Puste'],
  required: ['required', 'wymagane'],
  requiredHere: ['This field is required.', 'To pole jest wymagane.'],

  attachments: ['Attachments', 'Załączniki'],
  noAttachments: ['No attachments', 'Brak załączników'],
  noCategory: ['No category', 'Bez kategorii'],
  addFiles: ['Add files', 'Dodaj pliki'],
  category: ['Category', 'Kategoria'],
  categoryOf: ['Category of {0}', 'Kategoria pliku {0}'],
  categoryOfNew: ['Category of new files', 'Kategoria nowych plików'],
  download: ['Download {0}', 'Pobierz {0}'],
  deleteFile: ['Delete {0}', 'Usuń {0}'],
  uploading: ['Uploading…', 'Wysyłanie…'],
  notSavedYet: ['not saved yet', 'jeszcze nie zapisano'],
  published: ['Opened for editing elsewhere', 'Otwarty do edycji gdzie indziej'],
  dropFiles: ['or drop them here', 'lub upuść je tutaj'],
  comments: ['Comments', 'Komentarze'],
  noComments: ['No comments', 'Brak komentarzy'],
  newComment: ['New comment', 'Nowy komentarz'],

  addRow: ['Add', 'Dodaj'],
  deleteRow: ['Delete row {0}', 'Usuń wiersz {0}'],
  rowNumber: ['No.', 'Lp.'],
  noRows: ['No rows', 'Brak wierszy'],
  actions: ['Actions', 'Akcje'],

  unsaved: ['Leave without saving?', 'Wyjść bez zapisywania?'],
  unsavedDetail: ['Your changes to this form will be lost.', 'Zmiany w tym formularzu przepadną.'],
  leave: ['Leave', 'Wyjdź'],
  stay: ['Stay', 'Zostań'],
  discard: ['Discard changes', 'Odrzuć zmiany'],
  deleteTitle: ['Delete this contract?', 'Usunąć tę umowę?'],
  deleteDetail: ['It cannot be brought back.', 'Nie będzie można jej przywrócić.'],
  ok: ['OK', 'OK'],
  saved: ['Saved.', 'Zapisano.'],
  deleted: ['Deleted.', 'Usunięto.'],
  moved: ['The contract went to the next step.', 'Umowa przeszła do następnego kroku.'],

  error: ['Something went wrong', 'Coś poszło nie tak'],
  not_found: ['There is no such contract.', 'Nie ma takiej umowy.'],
  not_allowed: ['You may not do this.', 'Nie masz do tego uprawnień.'],
  checked_out: ['{0} is editing this form. Try again later.', '{0} edytuje ten formularz. Spróbuj później.'],
  rolled_back: [
    'The path was not taken: the document is not signed by everybody. Nothing was saved.',
    'Przejście się nie powiodło: dokument nie jest podpisany przez wszystkich. Nic nie zapisano.',
  ],
  changed: [
    'Somebody changed this contract in the meantime. Reload the form; your changes will be lost.',
    'Ktoś w międzyczasie zmienił tę umowę. Odśwież formularz; Twoje zmiany przepadną.',
  ],
  required_fields: ['Fill in: {0}', 'Uzupełnij: {0}'],
  published_file: ['A file is opened for editing elsewhere.', 'Plik jest otwarty do edycji gdzie indziej.'],
  invalid: ['The form cannot be saved: {0}', 'Nie można zapisać formularza: {0}'],
  rule_failed: [
    'The form cannot be shown: a business rule failed.',
    'Nie można wyświetlić formularza: reguła biznesowa nie powiodła się.',
  ],
  control_objects: [
    'A control on the form does not let it be saved now.',
    'Kontrolka na formularzu nie pozwala go teraz zapisać.',
  ],
  noExtension: [
    'No form field extension was imported. POST /sandbox/extension takes its package.',
    'Nie zaimportowano rozszerzenia pola formularza. Pakiet przyjmuje POST /sandbox/extension.',
  ],
  extension_failed: ['The extension of this field failed.', 'Rozszerzenie tego pola nie działa.'],
  control_silent: [
    'A control on the form did not answer in time. Nothing was saved.',
    'Kontrolka na formularzu nie odpowiedziała na czas. Nic nie zapisano.',
  ],
  unreachable: ['The portal does not answer.', 'Portal nie odpowiada.'],
  backHome: ['Go to the home page', 'Przejdź do strony głównej'],
};

/** A text in the portal's language; `{0}` is replaced by the first argument. */
export function text(key, ...args) {
  const [english, polish, german = english] = TEXTS[key];
  const chosen = { pl: polish, de: german }[language] ?? english;
  return chosen.replace(/\{(\d)\}/g, (_, index) => args[index]);
}

const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment in the portal's language. */
export const moment = (iso) => dateTime.format(new Date(iso));

/** A size in the portal's language. */
export function fileSize(bytes) {
  const power = Math.min(2, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const unit = ['byte', 'kilobyte', 'megabyte'][power];
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
}
