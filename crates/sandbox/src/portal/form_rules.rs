//! JavaScript form rules of the process.
//!
//! facts: WEBCON form, form rules. Their text travels with the form; global ones are registered when the
//! form opens, others run when a field changes or by `InvokeRule`.

/// A form rule in JavaScript mode.
#[derive(Clone, Copy, Debug)]
pub(super) struct FormRule {
    pub(super) id: i32,
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

/// All form rules.
pub(super) const FORM_RULES: [FormRule; 2] = [
    FormRule {
        id: 701,
        name: "Hide the flag of an empty value",
        text: "if (GetTypedValue('AttDecimal1').value === null) { HideField('AttBool1'); } else { ShowField('AttBool1'); }",
    },
    FormRule {
        id: 702,
        name: "Flag a high value",
        text: "const amount = GetTypedValue('AttDecimal1').value;\nSetValue('AttBool1', amount !== null && amount > 50000);\nInvokeRule(701);",
    },
];

/// The rule that runs when a form opens.
pub(super) const ON_PAGE_LOAD: i32 = 701;

/// The business rule that answers a ticket; `#{BRD:12}#` in an HTML field.
pub(super) const TICKET_RULE: i32 = 12;

/// The variable of that rule.
pub(super) const TICKET_VARIABLE: &str = "#{BRD:12}#";

/// The global constant that holds the proxy's address; `#{EGV:7}#` in an HTML field.
pub(super) const PROXY_CONSTANT: i32 = 7;
