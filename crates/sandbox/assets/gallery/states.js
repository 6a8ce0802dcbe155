// The states, in groups. A state says what the proxy answers, in the words of the person's language where it
// is the proxy that speaks, and what is pressed, if a state comes only of pressing.
//
// - `body(say)`: the answer to `GET /v1/signing`: a body, `problem(…)`, or "never", "offline", "unreachable".
//   A list gives one answer after the other; the last one stays.
// - `answers`: what other calls answer, where it is not the usual (see made-up-proxy.js).
// - `press`: the `data-action` of the buttons to press, in turn.
// - `attributes`: further attributes of the elements; `ticket`: what the ticket says, or "" for none.
// - `elements`: which elements there are to show; all of a signing where nothing is said.
// - `alone`: shown only when asked for by its name, because it changes the whole page.

import { ago, anna, ewa, jan, person, problem, sending, signing, sixty, unsent } from './people.js';

/** What the owner of a process may do while people sign, and when they have. */
const owner = ['read', 'remind', 'withdraw'];
const ownerAtTheEnd = ['read', 'download', 'attach'];

const inProgress = (more) =>
  signing({
    recipients: [anna({ status: 'COMPLETED' }), jan({ status: 'PENDING', canRemind: true }), ewa()],
    ...more,
  });

const myTurn = (me, more) =>
  signing({
    recipients: [anna({ status: 'COMPLETED' }), jan({ status: 'PENDING', me: true, ...me }), ewa()],
    can: ['read', 'sign'],
    ...more,
  });

const completed = (more) =>
  signing({
    status: 'COMPLETED',
    recipients: [anna, jan, ewa].map((who) => who({ status: 'COMPLETED' })),
    can: ownerAtTheEnd,
    ...more,
  });

const emailMissing = (say) => ({
  row: 12,
  position: 2,
  field: 'email',
  rule: 'email_malformed',
  message: say(
    'Row 2 (Jan Kowalski): “jan@” is not an e-mail address.',
    'Wiersz 2 (Jan Kowalski): „jan@” nie jest adresem e-mail.',
    'Zeile 2 (Jan Kowalski): „jan@“ ist keine E-Mail-Adresse.',
  ),
});

const autentiAway = (say) => [
  'autenti_unavailable',
  say('Autenti does not answer', 'Autenti nie odpowiada', 'Autenti antwortet nicht'),
  say(
    'Autenti does not answer at the moment. Nothing was lost; try again in a few minutes.',
    'Autenti w tej chwili nie odpowiada. Nic nie zostało utracone; spróbuj ponownie za kilka minut.',
    'Autenti antwortet im Moment nicht. Es ging nichts verloren; versuchen Sie es in einigen Minuten noch einmal.',
  ),
];

export const GROUPS = [
  {
    name: 'not-sent',
    title: 'Not sent yet',
    states: {
      empty: {
        title: 'Nothing filled in',
        body: (say) =>
          unsent({
            recipients: [],
            files: [],
            can: ['read', 'send'],
            violations: [
              {
                row: null,
                position: null,
                field: null,
                rule: 'required',
                message: say(
                  'The list of recipients is empty. Add at least one recipient.',
                  'Lista odbiorców jest pusta. Dodaj co najmniej jednego odbiorcę.',
                  'Die Empfängerliste ist leer. Fügen Sie mindestens einen Empfänger hinzu.',
                ),
              },
            ],
          }),
      },
      'not-sent': { title: 'Ready to be sent', body: () => unsent({ can: ['read', 'send'] }) },
      'not-sent-editing': {
        title: 'Ready, while the form is being edited',
        attributes: { mode: 'edit' },
        body: () => unsent({ can: ['read', 'send'] }),
      },
      'not-sent-mistakes': {
        title: 'The list has mistakes',
        body: (say) =>
          unsent({
            can: ['read', 'send'],
            recipients: [anna(), jan({ email: 'jan@' }), ewa()],
            files: [],
            violations: [
              emailMissing(say),
              {
                row: null,
                position: null,
                field: null,
                rule: 'required',
                message: say(
                  'There is no PDF to sign among the attachments. Add one in the right category, save the form and send again.',
                  'Wśród załączników nie ma pliku PDF do podpisu. Dodaj go we właściwej kategorii, zapisz formularz i wyślij ponownie.',
                  'Unter den Anhängen ist keine PDF-Datei zum Unterschreiben. Fügen Sie sie in der richtigen Kategorie hinzu, speichern Sie das Formular und senden Sie erneut.',
                ),
              },
            ],
          }),
      },
      'file-wrong': {
        title: 'A file cannot be signed',
        body: (say) =>
          unsent({
            can: ['read', 'send'],
            files: [
              { name: 'umowa.pdf', size: 2_411_724, href: 'https://portal.invalid/attachments/7' },
              {
                name: 'aneks.pdf',
                size: 61_000,
                href: null,
                code: 'pdf_signed',
                detail: say(
                  '“aneks.pdf” bears a signature already. Autenti cannot sign it again: replace it by the unsigned file.',
                  '„aneks.pdf” jest już podpisany. Autenti nie może go podpisać ponownie: zastąp go plikiem bez podpisu.',
                  '„aneks.pdf“ ist bereits unterschrieben. Autenti kann sie nicht noch einmal unterschreiben: Ersetzen Sie sie durch die Datei ohne Unterschrift.',
                ),
              },
            ],
          }),
      },
      'not-sent-reader': { title: 'Seen by somebody who may not send', body: () => unsent({}) },
      draft: { title: 'In Autenti, nobody invited yet', body: () => signing({ status: 'DRAFT' }) },
      'send-question': {
        title: 'Asked before sending',
        alone: true,
        press: ['ask-send'],
        body: () => unsent({ can: ['read', 'send'] }),
      },
    },
  },
  {
    name: 'sending',
    title: 'Being sent',
    states: {
      'sending-draft': { title: 'Creating the document', body: () => sending('draft', 0) },
      'sending-files': { title: 'Uploading files', body: () => sending('files', 2) },
      'sending-invites': { title: 'Inviting the recipients', body: () => sending('send', 3) },
      'sending-write-back': { title: 'Writing the result to the form', body: () => sending('write-back', 3) },
      'sending-retrying': {
        title: 'Autenti is away, the proxy goes on trying',
        body: (say) => {
          const [code, detail] = autentiAway(say);
          return sending('files', 1, { code, detail, retrying: true, nextTryAt: ago(-2), canCancel: true, requestId: 'S17' });
        },
      },
      'sending-in-doubt': {
        title: 'Nobody knows yet whether it went out',
        body: (say) => {
          const [code, detail] = autentiAway(say);
          return sending('send', 3, { code, detail, retrying: true, nextTryAt: ago(-2), inDoubt: true, requestId: 'S17' });
        },
      },
      'sending-stopped': {
        title: 'Autenti refused',
        body: (say) => ({
          ...sending('draft', 0, {
            code: 'autenti_refused',
            upstream: 'Quota for QUALIFIED signatures exceeded.',
            requestId: 'S17',
            detail: say(
              'Autenti refused the request. Pass the request number on to the person who looks after the process.',
              'Autenti odrzuciło żądanie. Przekaż numer zgłoszenia osobie odpowiedzialnej za proces.',
              'Autenti hat die Anfrage abgelehnt. Geben Sie die Anfragenummer an die für den Prozess zuständige Person weiter.',
            ),
          }),
          can: ['read', 'send'],
        }),
      },
    },
  },
  {
    name: 'in-progress',
    title: 'In progress',
    states: {
      'in-progress-one': {
        title: 'One recipient',
        body: () =>
          signing({
            recipients: [anna({ order: null, status: 'PENDING', canRemind: true })],
            can: owner,
          }),
      },
      'in-progress': {
        title: 'Three recipients, one after the other',
        body: () =>
          inProgress({
            recipients: [
              anna({ status: 'COMPLETED' }),
              jan({ status: 'PENDING', canRemind: true, remindedAt: ago(120) }),
              ewa(),
            ],
            can: owner,
          }),
      },
      'in-parallel': {
        title: 'Three recipients at the same time, one with SMS',
        body: () =>
          signing({
            recipients: [
              anna({ order: null, status: 'PENDING', canRemind: true }),
              jan({ order: null, status: 'PENDING', canRemind: true, smsAuthorisation: true, smsUnlock: true }),
              ewa(),
            ],
            can: owner,
          }),
      },
      'for-others': {
        title: 'Seen by somebody who may open the signing for others',
        body: () => inProgress({ can: [...owner, 'sign', 'sign-for-others'] }),
      },
      'in-progress-sixty': {
        title: 'Sixty recipients in six rounds',
        body: () => signing({ recipients: sixty(), can: owner }),
      },
      reminders: {
        title: 'The proxy reminds by itself',
        body: () =>
          signing({
            sentAt: ago(4_000),
            recipients: [
              anna({ status: 'COMPLETED', actedAt: ago(1_400) }),
              jan({ status: 'PENDING', canRemind: true, remindedAt: ago(1_450), nextReminderAt: ago(-1_500) }),
              ewa(),
            ],
            can: owner,
          }),
      },
      'remind-question': {
        title: 'Asked before reminding',
        alone: true,
        press: ['ask-remind'],
        body: () =>
          signing({
            recipients: [
              anna({ order: null, status: 'PENDING', canRemind: true }),
              jan({ order: null, status: 'PENDING', canRemind: true, remindedAt: ago(5) }),
            ],
            can: owner,
          }),
      },
      'correct-question': {
        title: 'Asked before a recipient is corrected',
        alone: true,
        press: ['ask-correct'],
        body: () => inProgress({ can: owner, canCorrect: true }),
      },
      history: {
        title: 'What happened',
        elements: ['autenti-signing', 'autenti-history'],
        press: ['history'],
        body: () => inProgress({ can: owner, sentAt: ago(300) }),
        answers: {
          'GET history': () => [
            { at: ago(30), what: 'reminded', who: 'Ola Zielińska', whom: ['Jan Kowalski'], document: 'DOCUMENT_PROCESS:1' },
            { at: ago(200), what: 'signed', who: 'Anna Nowak', document: 'DOCUMENT_PROCESS:1' },
            { at: ago(300), what: 'sent', who: 'Ola Zielińska', document: 'DOCUMENT_PROCESS:1' },
            {
              at: ago(400),
              what: 'rejected',
              who: 'Jan Kowalski',
              reason: 'Zła stawka w § 3 — ustaliliśmy 120 zł.',
              document: 'DOCUMENT_PROCESS:0',
            },
            { at: ago(2_000), what: 'blessed', who: null, document: 'DOCUMENT_PROCESS:0' },
          ],
        },
      },
      'in-progress-reader': { title: 'Seen by a reader', body: () => inProgress() },
      'withdraw-question': {
        title: 'Asked before withdrawing',
        alone: true,
        press: ['ask-withdraw'],
        body: () => inProgress({ can: owner }),
      },
    },
  },
  {
    name: 'my-turn',
    title: 'My turn',
    states: {
      'my-turn': { title: 'As a signer', body: () => myTurn() },
      'my-turn-approver': {
        title: 'As an approver',
        body: () => myTurn({ role: 'APPROVER', signatureType: null }),
      },
      'my-turn-reviewer': {
        title: 'As a reviewer',
        body: () => myTurn({ role: 'REVIEWER', signatureType: null }),
      },
      'my-part-done': {
        title: 'I have signed, another has not',
        body: () =>
          signing({
            recipients: [anna({ status: 'COMPLETED', me: true, actedAt: ago(90) }), jan({ status: 'PENDING' }), ewa()],
          }),
      },
      'not-my-turn-yet': {
        title: 'Maybe not my turn yet',
        body: () =>
          signing({ recipients: [anna({ status: 'PENDING' }), jan({ me: true }), ewa()], can: ['read', 'sign'] }),
      },
      'on-the-phone': {
        title: 'A code for the phone',
        alone: true,
        press: ['phone:'],
        body: () => myTurn(),
      },
      'my-turn-in-parallel': {
        title: 'At the same time as somebody else, with a code by SMS',
        body: () =>
          signing({
            recipients: [
              anna({ order: null, status: 'PENDING' }),
              jan({ order: null, status: 'PENDING', me: true, signatureType: 'ADVANCED', smsAuthorisation: true }),
            ],
            can: ['read', 'sign'],
          }),
      },
      'own-layout': {
        title: 'In a layout of the page’s own',
        elements: ['layout'],
        body: () => myTurn(),
      },
    },
  },
  {
    name: 'after-a-click',
    title: 'After a click',
    states: {
      'signing-opened': { title: 'Autenti is open in another tab', tab: 'opens', press: ['sign'], body: () => myTurn() },
      'tab-blocked': { title: 'The browser blocked the tab', press: ['sign'], body: () => myTurn() },
      'locked-by-sms': {
        title: 'Locked by an SMS code',
        press: ['sign'],
        body: () => myTurn({ smsUnlock: true }),
        answers: {
          'POST link': (say) =>
            problem(
              409,
              'document_locked',
              say('Locked by an SMS code', 'Zablokowany kodem SMS', 'Durch einen SMS-Code gesperrt'),
              say(
                'The document opens only with a code sent by SMS. Use the link in the e-mail from Autenti and type the code there.',
                'Dokument otwiera się tylko kodem z SMS-a. Użyj linku z wiadomości e-mail od Autenti i tam wpisz kod.',
                'Das Dokument öffnet sich nur mit einem Code per SMS. Verwenden Sie den Link in der E-Mail von Autenti und geben Sie den Code dort ein.',
              ),
            ),
        },
      },
      reminded: {
        title: 'Some were reminded',
        press: ['ask-remind', 'remind'],
        body: () =>
          signing({
            recipients: [
              anna({ order: null, status: 'PENDING', canRemind: true }),
              jan({ order: null, status: 'PENDING', canRemind: true }),
            ],
            can: owner,
          }),
        answers: {
          'POST reminders': (say) => ({
            reminded: ['p1'],
            skipped: [
              {
                id: 'p2',
                reason: say(
                  'cannot be reminded by Autenti now',
                  'Autenti nie może teraz przypomnieć',
                  'kann von Autenti jetzt nicht erinnert werden',
                ),
              },
            ],
          }),
        },
      },
      'withdrawal-failed': {
        title: 'Withdrawing failed',
        press: ['ask-withdraw', 'withdraw'],
        body: () => inProgress({ can: owner }),
        answers: { 'POST withdrawal': (say) => problem(503, ...autentiAway(say)) },
      },
      'form-checked-out': {
        title: 'Somebody is editing the form',
        press: ['attach'],
        body: () => completed(),
        answers: {
          'POST document/attachment': (say) =>
            problem(
              409,
              'form_checked_out',
              say('Somebody is editing the form', 'Ktoś edytuje formularz', 'Jemand bearbeitet das Formular'),
              say(
                'The form is being edited in WEBCON, so nothing can be written to it. Save or close it and try again.',
                'Formularz jest edytowany w WEBCON i nie można w nim nic zapisać. Zapisz go lub zamknij i spróbuj ponownie.',
                'Das Formular wird in WEBCON bearbeitet, daher kann nichts hineingeschrieben werden. Speichern oder schließen Sie es und versuchen Sie es noch einmal.',
              ),
            ),
        },
      },
    },
  },
  {
    name: 'ended',
    title: 'At its end',
    states: {
      completed: { title: 'Signed by everybody', body: () => completed({ hasCard: true }) },
      'completed-saved': {
        title: 'Signed, and the PDF is on the form',
        body: () =>
          completed({
            attachment: { id: 7, name: 'umowa-12-2026-signed.pdf', href: 'https://portal.invalid/attachments/7' },
          }),
      },
      'completed-waiting': {
        title: 'Signed, but the form does not know it yet, because somebody is editing it',
        body: (say) =>
          completed({
            waiting: {
              code: 'form_checked_out',
              detail: say(
                'Jan Kowalski is editing the form in WEBCON, so nothing can be written to it. It goes on once the form is saved or closed there.',
                'Jan Kowalski edytuje formularz w WEBCON i nie można w nim nic zapisać. Będzie to możliwe, gdy tylko formularz zostanie tam zapisany lub zamknięty.',
                'Jan Kowalski bearbeitet das Formular in WEBCON, daher kann nichts hineingeschrieben werden. Es geht weiter, sobald das Formular dort gespeichert oder geschlossen wird.',
              ),
            },
          }),
      },
      'completed-reader': {
        title: 'Signed, seen by somebody who may not download',
        body: () => completed({ can: ['read'] }),
      },
      rejected: {
        title: 'Rejected, with a reason',
        body: () =>
          signing({
            status: 'REJECTED',
            recipients: [
              anna({ status: 'COMPLETED' }),
              jan({ status: 'REJECTED', rejectionReason: 'Zła stawka w § 3 — ustaliliśmy 120 zł.\nProszę o poprawkę.' }),
              ewa({ status: 'OBSOLETE' }),
            ],
            can: ['read', 'send'],
          }),
      },
      'send-again-question': {
        title: 'Asked before sending again',
        alone: true,
        press: ['ask-send'],
        body: () =>
          signing({
            status: 'REJECTED',
            recipients: [anna({ status: 'COMPLETED' }), jan({ status: 'REJECTED' }), ewa({ status: 'OBSOLETE' })],
            can: ['read', 'send'],
            next: {
              title: 'Umowa 12/2026',
              recipients: [anna(), person('row:14', 'Maria', 'Wrona', { order: 2 })],
              files: [{ name: 'umowa-12-2026-v2.pdf', size: 190_000 }],
              violations: [],
            },
          }),
      },
      'withdrawn-to-correct': {
        title: 'Withdrawn, to be corrected',
        body: () =>
          signing({
            status: 'WITHDRAWN',
            recipients: [anna, jan, ewa].map((who) => who({ status: 'OBSOLETE' })),
            can: ['read', 'send'],
            next: {
              title: 'Umowa 12/2026',
              recipients: [anna(), jan(), ewa()],
              files: [{ name: 'umowa-12-2026.pdf', size: 184_320 }],
              violations: [],
            },
          }),
      },
      withdrawn: {
        title: 'Withdrawn',
        body: () =>
          signing({ status: 'WITHDRAWN', recipients: [anna, jan, ewa].map((who) => who({ status: 'OBSOLETE' })) }),
      },
      expired: {
        title: 'Out of time',
        body: () =>
          signing({
            status: 'EXPIRED',
            recipients: [anna({ status: 'COMPLETED' }), jan({ status: 'OBSOLETE' }), ewa()],
          }),
      },
      error: {
        title: 'Failed in Autenti',
        body: () => signing({ status: 'ERROR', recipients: [anna({ status: 'FAILED' }), jan(), ewa()] }),
      },
    },
  },
  {
    name: 'trouble',
    title: 'When something is in the way',
    states: {
      loading: { title: 'Being read for the first time', body: () => 'never' },
      'known-by-the-form': {
        title: 'Being read, with the status that the form knows',
        attributes: { status: 'PROCESSING' },
        body: () => 'never',
      },
      stale: {
        title: 'The last state known, because Autenti is away',
        body: () => inProgress({ stale: true, readAt: ago(47), can: owner }),
      },
      offline: {
        title: 'The device went offline',
        press: ['refresh'],
        body: () => [inProgress({ can: owner }), 'offline'],
      },
      unreachable: {
        title: 'The proxy cannot be reached, and only the form knows something',
        attributes: { status: 'PROCESSING' },
        body: () => 'unreachable',
      },
      'unreachable-later': {
        title: 'The proxy went away while the form was open',
        press: ['refresh'],
        body: () => [inProgress({ can: owner }), 'unreachable'],
      },
      'no-ticket': { title: 'No ticket: a new instance, or the rule found no proxy', ticket: '', body: () => 'never' },
      'ticket-expired-editing': {
        title: 'The ticket ran out while the form was being edited',
        attributes: { mode: 'edit' },
        press: ['refresh'],
        body: (say) => [
          unsent({ can: ['read', 'send'] }),
          problem(401, 'ticket_expired', say('This form has been open for too long', 'Ten formularz był otwarty zbyt długo', 'Dieses Formular war zu lange geöffnet'), ''),
        ],
      },
      'ticket-expired': {
        title: 'The ticket ran out while the form was open',
        press: ['refresh'],
        body: (say) => [
          inProgress({ can: owner }),
          problem(
            401,
            'ticket_expired',
            say(
              'This form has been open for too long',
              'Ten formularz był otwarty zbyt długo',
              'Dieses Formular war zu lange geöffnet',
            ),
            say(
              'Save the form if you are editing it, then reload it to go on.',
              'Jeśli edytujesz formularz, najpierw go zapisz, a potem odśwież, aby kontynuować.',
              'Wenn Sie das Formular bearbeiten, speichern Sie es zuerst; laden Sie es dann neu, um fortzufahren.',
            ),
          ),
        ],
      },
      'not-allowed': {
        title: 'The proxy says no',
        body: (say) =>
          problem(
            403,
            'not_allowed',
            say('You may not do this', 'Nie masz uprawnień do tej czynności', 'Dazu sind Sie nicht berechtigt'),
            say(
              'You do not have the right to do this. Ask the person who looks after the process.',
              'Nie masz uprawnień do tej czynności. Zwróć się do osoby odpowiedzialnej za proces.',
              'Sie haben dazu keine Berechtigung. Wenden Sie sich an die für den Prozess zuständige Person.',
            ),
          ),
      },
      'other-instance': { title: 'The ticket is for another instance', ticket: { element: '99' }, body: () => signing() },
      'wasm-blocked': {
        title: 'The page blocks WebAssembly',
        alone: true,
        attributes: { status: 'PROCESSING' },
        body: () => 'never',
      },
      'script-missing': {
        title: 'The component’s script could not be loaded',
        alone: true,
        attributes: { status: 'PROCESSING' },
        fallback: (say) => say('Signing: in progress', 'Podpisywanie: w toku', 'Unterschrift: in Bearbeitung'),
        body: () => 'never',
      },
    },
  },
  {
    name: 'strange',
    title: 'Never seen before',
    states: {
      unknown: {
        title: 'A status, a role, a signature type and a right that nobody knows yet',
        body: () =>
          signing({
            status: 'PAUSED_BY_AUTENTI',
            recipients: [
              anna({ role: 'WITNESS', signatureType: 'PALM_PRINT', status: 'THINKING' }),
              jan({ status: 'PENDING' }),
            ],
            can: ['read', 'sing'],
          }),
      },
      'long-names': {
        title: 'Very long names',
        body: () =>
          signing({
            title:
              'Umowa ramowa o świadczenie usług utrzymania, rozwoju i wsparcia systemów informatycznych wraz z załącznikami nr 1–17 oraz regulaminem',
            files: [{ name: `${'bardzo-dluga-nazwa-pliku-bez-spacji-'.repeat(4)}2026.pdf` }],
            recipients: [
              person('l1', 'Maksymilian Wolfgang Karol Eugeniusz', 'Brzęczyszczykiewicz-Konstantynopolitańczykowianeczka', {
                email: `${'a'.repeat(60)}.${'b'.repeat(60)}@example.com`,
                status: 'PENDING',
                order: 1,
                me: true,
              }),
              person('l2', 'A', 'B', { status: 'NONE', order: 1000, canRemind: true }),
            ],
            can: ['read', 'sign', 'remind', 'withdraw'],
          }),
      },
      'many-scripts': {
        title: 'Emoji, and text from right to left',
        body: () =>
          signing({
            title: 'עסקה 12 · 契約書 ✍️',
            recipients: [
              person('e1', '🧑‍💼 Zoë', 'O’Hara-Łoś', { email: 'zoe+sign@example.com', status: 'COMPLETED', order: 1 }),
              person('e2', 'محمد', 'الأحمد', { email: 'mohammed@example.com', status: 'PENDING', order: 2, me: true }),
              person('e3', '山田', '太郎', { email: 'yamada@example.com', order: 3 }),
            ],
            can: ['read', 'sign'],
          }),
      },
      markup: {
        title: 'Markup where words should be',
        body: () =>
          signing({
            title: '<img src=x onerror="document.title=1"> & "Umowa"',
            status: 'REJECTED',
            files: [{ name: '<b>umowa</b>&amp;.pdf' }],
            recipients: [
              anna({
                firstName: '<script>alert(1)</script>',
                lastName: "O'Nowak",
                status: 'REJECTED',
                rejectionReason: '<b>Nie</b> zgadzam się <a href="javascript:alert(1)">na § 3</a> &lt;!--',
              }),
            ],
          }),
      },
    },
  },
];

const lookup = (title, attributes, more) => ({
  title,
  elements: ['autenti-lookup'],
  attributes: { label: title, ...attributes },
  body: () => 'never',
  ...more,
});

GROUPS.push({
  name: 'look-ups',
  title: 'Look-ups',
  states: {
    'lookup-roles': lookup('Roles', { source: 'recipient-roles', value: 'SIGNER#Signer' }),
    'lookup-signature-types': lookup('Signature types, only two of them, and none chosen', {
      source: 'signature-types',
      only: 'BASIC,QUALIFIED',
    }),
    'lookup-labels': lookup('Labels, which the proxy knows', { source: 'labels', value: 'TAG:11#Umowy' }),
    'lookup-unknown': lookup('A value that the source does not have', {
      source: 'recipient-roles',
      value: 'WITNESS#Świadek 🖋️ <b>',
    }),
    'lookup-view': lookup('While the form is only looked at', {
      source: 'document-statuses',
      value: 'COMPLETED#Completed',
      mode: 'view',
    }),
    'lookup-failed': lookup('Labels cannot be had', { source: 'labels', value: 'TAG:11#Umowy' }, {
      answers: { 'GET labels': (say) => problem(503, ...autentiAway(say)) },
    }),
  },
});

/** Every state by its name, with the group that it is in. */
export const STATES = new Map(
  GROUPS.flatMap((group) =>
    Object.entries(group.states).map(([name, state]) => [name, { name, group: group.name, ...state }]),
  ),
);
