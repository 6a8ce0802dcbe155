//! The open lists of the API (facts: WEBCON REST API, "Field values", `PATCH` and form layout).

use api_client::open_list;

open_list! {
    /// Kind of a form field.
    pub enum FieldType {
        /// One line of text.
        SingleLine = "SingleLine",
        /// Several lines of text.
        Multiline = "Multiline",
        /// E-mail address.
        Email = "Email",
        /// Whole number.
        Int = "Int",
        /// Decimal number.
        Decimal = "Decimal",
        /// Yes or no.
        Boolean = "Boolean",
        /// Date.
        Date = "Date",
        /// Date and time.
        DateTime = "DateTime",
        /// Choice, drop-down.
        ChoiceList = "ChoiceList",
        /// Choice, pop-up window.
        ChoicePicker = "ChoicePicker",
        /// Choice with suggestions.
        Autocomplete = "Autocomplete",
        /// Choice from a tree.
        ChoiceTree = "ChoiceTree",
        /// People.
        People = "People",
        /// Survey answers.
        SurveyChoose = "SurveyChoose",
        /// Item list.
        ItemList = "ItemList",
        /// Link.
        HyperLink = "HyperLink",
        /// HTML field; has no value.
        Html = "Html",
    }
}

open_list! {
    /// Kind of a column of an item list.
    pub enum ColumnType {
        /// One line of text.
        SingleLine = "SingleLine",
        /// Several lines of text.
        Multiline = "Multiline",
        /// E-mail address.
        Email = "Email",
        /// Decimal number.
        Decimal = "Decimal",
        /// Calculated number; cannot be written.
        CalculatedDecimal = "CalculatedDecimal",
        /// Calculated text; cannot be written.
        CalculatedText = "CalculatedText",
        /// Yes or no.
        Boolean = "Boolean",
        /// Date.
        Date = "Date",
        /// Date and time.
        DateTime = "DateTime",
        /// Choice, drop-down.
        ChoiceList = "ChoiceList",
        /// Choice, pop-up window.
        ChoicePicker = "ChoicePicker",
        /// Choice with suggestions.
        Autocomplete = "Autocomplete",
        /// Choice from a tree.
        ChoiceTree = "ChoiceTree",
        /// Link.
        Hyperlink = "Hyperlink",
        /// Attachments of the row.
        LocalAttachments = "LocalAttachments",
    }
}

open_list! {
    /// Whether a field can be written.
    pub enum Editability {
        /// It can.
        Editable = "Editable",
        /// It cannot.
        ReadOnly = "ReadOnly",
        /// Only scripts of the form can.
        ReadOnlyJs = "ReadOnlyJS",
        /// It depends on the instance.
        Conditional = "Conditional",
    }
}

open_list! {
    /// Whether a field must be filled.
    pub enum Requiredness {
        /// It must.
        Mandatory = "Mandatory",
        /// It need not.
        Optional = "Optional",
        /// It depends on the instance.
        Conditional = "Conditional",
    }
}

open_list! {
    /// Whether a field is on the form. What is not cannot be read through the API either.
    pub enum Visibility {
        /// It is.
        Visible = "Visible",
        /// It is not.
        Hidden = "Hidden",
        /// It depends on the instance.
        Conditional = "Conditional",
    }
}

open_list! {
    /// What became of an update. WEBCON's own `Unknown` is a value like any other that is not known here. A
    /// rollback is not among them: it is [`ServiceError::RolledBack`](crate::ServiceError::RolledBack).
    pub enum UpdateStatus {
        /// The instance took the path.
        MovedToNextStep = "MovedToNextStep",
        /// The instance is saved.
        Saved = "Saved",
        /// The instance is saved; others must finish their tasks before it moves.
        WaitingForOtherTasks = "WaitingForOtherTasks",
    }
}
