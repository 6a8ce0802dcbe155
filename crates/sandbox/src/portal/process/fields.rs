//! The form fields, in the order in which they stand on the form, and the columns of the item list.

use super::dictionaries::{DOCUMENT_STATUSES, Dictionary, RECIPIENT_STATUSES, ROLES, SIGNATURE_TYPES};
use super::{Thing, guid, names};
use crate::portal::language::{Label, label};

/// What a field or a column holds.
#[derive(Clone, Copy, Debug)]
pub(in crate::portal) enum Kind {
    SingleLine,
    Multiline,
    Email,
    Decimal,
    Int,
    Boolean,
    Date,
    ChoiceList(Dictionary),
    /// A choice among the portal's users.
    Users,
    People,
    HyperLink,
    Html,
    /// A page of somebody else in a frame.
    ExternalControl,
    /// A single line whose control is somebody else's React component.
    Extension,
    ItemList,
    AttributesGroup,
    TabPanel,
    Tab,
}

impl Kind {
    /// The type's name in the REST API (facts: WEBCON REST API, field values).
    pub(in crate::portal) fn type_name(self) -> &'static str {
        match self {
            Self::SingleLine | Self::Extension => "SingleLine",
            Self::Multiline => "Multiline",
            Self::Email => "Email",
            Self::Decimal => "Decimal",
            Self::Int => "Int",
            Self::Boolean => "Boolean",
            Self::Date => "Date",
            Self::ChoiceList(_) => "ChoiceList",
            Self::Users => "ChoicePicker",
            Self::People => "People",
            Self::HyperLink => "HyperLink",
            Self::Html => "Html",
            // The REST API has no name for it; that it says this is inferred.
            Self::ExternalControl => "Unspecified",
            Self::ItemList => "ItemList",
            Self::AttributesGroup => "AttributesGroup",
            Self::TabPanel => "TabPanel",
            Self::Tab => "Tab",
        }
    }

    /// What a column of this type is called, which the API spells differently once.
    pub(in crate::portal) fn column_type_name(self) -> &'static str {
        match self {
            Self::HyperLink => "Hyperlink",
            kind => kind.type_name(),
        }
    }

    /// Whether values are picked and not written.
    pub(in crate::portal) fn is_picker(self) -> bool {
        matches!(self, Self::ChoiceList(_) | Self::Users | Self::People)
    }

    /// Whether it only holds other fields.
    pub(in crate::portal) fn is_container(self) -> bool {
        matches!(self, Self::AttributesGroup | Self::TabPanel | Self::Tab)
    }
}

/// Where on the form a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::portal) enum Panel {
    Left,
    Bottom,
}

impl Panel {
    /// Its name in the form layout of the REST API.
    pub(in crate::portal) fn placeholder(self) -> &'static str {
        match self {
            Self::Left => "LeftPanel",
            Self::Bottom => "BottomPanel",
        }
    }
}

/// Who may write into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// People who edit the form.
    People,
    /// The form's JavaScript and the API; people see it read-only.
    Machines,
    /// The portal itself.
    Nobody,
    /// People who edit the form, in a process that has the further fields (a setting of the stand-in).
    Further,
    /// People who edit the form, where the design uses it.
    Extension,
    /// Switched off in the field matrix.
    Hidden,
}

/// A form field, or a group, tab or item list.
#[derive(Clone, Copy, Debug)]
pub(in crate::portal) struct Field {
    pub(in crate::portal) id: i32,
    /// Database column; empty where nothing is stored.
    pub(in crate::portal) stored_in: &'static str,
    pub(in crate::portal) name: Label,
    pub(in crate::portal) kind: Kind,
    pub(in crate::portal) panel: Panel,
    pub(in crate::portal) parent: Option<i32>,
    pub(super) access: Access,
    pub(super) required: bool,
    /// JavaScript form rule that runs when the value changes.
    pub(in crate::portal) on_change: Option<i32>,
}

impl Field {
    pub(in crate::portal) fn guid(&self) -> String {
        guid(Thing::Field, self.id)
    }

    /// Finds a field by id or GUID.
    pub(in crate::portal) fn find(id_or_guid: &str) -> Option<&'static Self> {
        FIELDS.iter().find(|field| names(Thing::Field, field.id, id_or_guid))
    }

    /// Finds a field by its database column.
    pub(in crate::portal) fn by_column(column: &str) -> Option<&'static Self> {
        FIELDS.iter().find(|field| !field.stored_in.is_empty() && field.stored_in == column)
    }

    const fn inside(mut self, parent: i32) -> Self {
        self.parent = Some(parent);
        self
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn on_change(mut self, rule: i32) -> Self {
        self.on_change = Some(rule);
        self
    }

    const fn written_by(mut self, access: Access) -> Self {
        self.access = access;
        self
    }

    const fn at(mut self, panel: Panel) -> Self {
        self.panel = panel;
        self
    }
}

const fn field(id: i32, stored_in: &'static str, name: Label, kind: Kind) -> Field {
    Field {
        id,
        stored_in,
        name,
        kind,
        panel: Panel::Left,
        parent: None,
        access: Access::People,
        required: false,
        on_change: None,
    }
}

/// The item list of recipients: its id, which is also part of its DOM id.
pub(in crate::portal) const RECIPIENTS: i32 = 140;

/// The HTML field of the component.
pub(in crate::portal) const SIGNING_FIELD: i32 = 122;
/// A second HTML field, for designs that use one.
pub(in crate::portal) const SECOND_FIELD: i32 = 127;
/// The tab of the External custom control, for designs that use it; it holds the control and its ticket.
pub(in crate::portal) const CONTROL_TAB: i32 = 134;
/// The tab of the form field extension, for designs that use one.
pub(in crate::portal) const EXTENSION_TAB: i32 = 137;
/// The field that a business rule fills with a ticket whenever the form is opened.
pub(in crate::portal) const TICKET_FIELD: i32 = 136;

/// All fields. Groups and tabs stand before what they hold.
pub(in crate::portal) const FIELDS: &[Field] = &[
    field(110, "", label("Contract", "Umowa"), Kind::AttributesGroup),
    field(111, "AttText2", label("Title", "Tytuł"), Kind::SingleLine).inside(110).required(),
    field(112, "AttText3", label("Contract number", "Numer umowy"), Kind::SingleLine)
        .inside(110)
        .written_by(Access::Nobody),
    field(113, "AttPeople1", label("Owner", "Właściciel"), Kind::People).inside(110),
    field(114, "AttDateTime1", label("Contract date", "Data umowy"), Kind::Date).inside(110),
    field(115, "AttDecimal1", label("Contract value (PLN)", "Wartość umowy (PLN)"), Kind::Decimal)
        .inside(110)
        .on_change(702),
    field(116, "AttBool1", label("Above 50 000 PLN", "Powyżej 50 000 PLN"), Kind::Boolean)
        .inside(110)
        .written_by(Access::Machines),
    field(117, "AttLong1", label("Message to recipients", "Wiadomość do odbiorców"), Kind::Multiline)
        .inside(110),
    field(118, "AttText5", label("Case file", "Akta sprawy"), Kind::HyperLink)
        .inside(110)
        .written_by(Access::Further),
    field(119, "AttPeople2", label("Signs for the company", "Podpisuje za firmę"), Kind::People)
        .inside(110)
        .written_by(Access::Further),
    field(128, "AttChoose2", label("Second signature", "Drugi podpis"), Kind::Users)
        .inside(110)
        .written_by(Access::Further),
    field(SECOND_FIELD, "", label("Signing at a glance", "Podpisywanie w skrócie"), Kind::Html).inside(110),
    field(120, "", label("Details", "Szczegóły"), Kind::TabPanel),
    field(121, "", label("Signing", "Podpisywanie"), Kind::Tab).inside(120),
    field(SIGNING_FIELD, "", label("Signing with Autenti", "Podpisywanie w Autenti"), Kind::Html).inside(121),
    field(123, "", label("Data from Autenti", "Dane z Autenti"), Kind::AttributesGroup).inside(121),
    field(124, "AttText1", label("Autenti document", "Dokument Autenti"), Kind::SingleLine)
        .inside(123)
        .written_by(Access::Machines),
    field(
        125,
        "AttChoose1",
        label("Signature status", "Status podpisu"),
        Kind::ChoiceList(DOCUMENT_STATUSES),
    )
    .inside(123)
    .written_by(Access::Machines),
    field(126, "AttText4", label("Link for signing", "Link do podpisu"), Kind::SingleLine)
        .inside(123)
        .written_by(Access::Machines),
    field(130, "", label("Notes", "Notatki"), Kind::Tab).inside(120),
    field(131, "AttLong2", label("Last modified reason", "Powód ostatniej zmiany"), Kind::Multiline)
        .inside(130),
    field(132, "AttInt1", label("Retention (years)", "Okres przechowywania (lata)"), Kind::Int).inside(130),
    field(133, "AttLong3", label("Legal department's note", "Notatka działu prawnego"), Kind::Multiline)
        .inside(130)
        .written_by(Access::Hidden),
    field(CONTROL_TAB, "", label("External control", "Kontrolka zewnętrzna"), Kind::Tab).inside(120),
    field(135, "", label("Signing in a frame", "Podpisywanie w ramce"), Kind::ExternalControl)
        .inside(CONTROL_TAB),
    field(TICKET_FIELD, "AttText9", label("Ticket", "Bilet"), Kind::SingleLine)
        .inside(CONTROL_TAB)
        .written_by(Access::Machines),
    field(EXTENSION_TAB, "", label("Extension", "Rozszerzenie"), Kind::Tab)
        .inside(120)
        .written_by(Access::Extension),
    field(138, "AttText6", label("Signing by an extension", "Podpisywanie w rozszerzeniu"), Kind::Extension)
        .inside(EXTENSION_TAB)
        .written_by(Access::Extension),
    field(RECIPIENTS, "SubElems1", label("Recipients", "Odbiorcy"), Kind::ItemList).at(Panel::Bottom),
];

/// A column of the item list.
#[derive(Clone, Copy, Debug)]
pub(in crate::portal) struct Column {
    pub(in crate::portal) id: i32,
    /// Database column.
    pub(in crate::portal) stored_in: &'static str,
    pub(in crate::portal) name: Label,
    pub(in crate::portal) kind: Kind,
    pub(super) access: Access,
    pub(super) required: bool,
}

impl Column {
    pub(in crate::portal) fn guid(&self) -> String {
        guid(Thing::Column, self.id)
    }

    /// Finds a column by id or GUID.
    pub(in crate::portal) fn find(id_or_guid: &str) -> Option<&'static Self> {
        COLUMNS.iter().find(|column| names(Thing::Column, column.id, id_or_guid))
    }

    /// Finds a column by its database column.
    pub(in crate::portal) fn by_column(column: &str) -> Option<&'static Self> {
        COLUMNS.iter().find(|candidate| candidate.stored_in == column)
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn machines(mut self) -> Self {
        self.access = Access::Machines;
        self
    }

    const fn further(mut self) -> Self {
        self.access = Access::Further;
        self
    }
}

const fn column(id: i32, stored_in: &'static str, name: Label, kind: Kind) -> Column {
    Column { id, stored_in, name, kind, access: Access::People, required: false }
}

/// All columns of the item list of recipients.
pub(in crate::portal) const COLUMNS: &[Column] = &[
    column(201, "DET_Att1", label("First name", "Imię"), Kind::SingleLine).required(),
    column(202, "DET_Att2", label("Last name", "Nazwisko"), Kind::SingleLine).required(),
    column(203, "DET_Att3", label("E-mail", "E-mail"), Kind::Email).required(),
    column(204, "DET_Att4", label("Role", "Rola"), Kind::ChoiceList(ROLES)).required(),
    column(205, "DET_Att5", label("Signature type", "Typ podpisu"), Kind::ChoiceList(SIGNATURE_TYPES)),
    column(209, "DET_Value3", label("Order", "Kolejność"), Kind::Decimal),
    column(
        210,
        "DET_Att7",
        label("Signature status", "Status podpisu"),
        Kind::ChoiceList(RECIPIENT_STATUSES),
    )
    .machines(),
    column(211, "DET_Att8", label("Rejection reason", "Powód odrzucenia"), Kind::Multiline).machines(),
    column(206, "DET_Att6", label("Phone", "Telefon"), Kind::SingleLine),
    column(207, "DET_Value1", label("SMS to sign", "SMS do podpisu"), Kind::Boolean),
    column(208, "DET_Value2", label("SMS to open", "SMS do otwarcia"), Kind::Boolean),
    column(213, "DET_Value4", label("Representative", "Reprezentant"), Kind::Boolean),
    column(215, "DET_Att11", label("Organisation", "Organizacja"), Kind::SingleLine),
    column(216, "DET_Att12", label("Position", "Stanowisko"), Kind::SingleLine),
    column(214, "DET_Att10", label("VAT", "NIP"), Kind::SingleLine),
    column(218, "DET_Value5", label("Block reminder", "Bez przypomnień"), Kind::Boolean),
    column(217, "DET_Att13", label("Link", "Link"), Kind::SingleLine).machines(),
    column(212, "DET_Att9", label("Autenti id", "Id w Autenti"), Kind::SingleLine).machines(),
    column(219, "DET_Att14", label("Person", "Osoba"), Kind::Users).further(),
    column(220, "DET_Att15", label("Signing page", "Strona podpisu"), Kind::HyperLink).further(),
];
