//! The HTML field: what a designer pasted, with its variables filled in by the server.
//!
//! facts: WEBCON form, HTML form field and variables. A variable stands between `#{` and `}#`; results of
//! business rules and constants are pasted as they are. That values of fields are escaped for HTML is
//! inferred, and the careful thing to do: they are what people typed.

use std::collections::BTreeMap;

use super::Portal;
use super::form_rules::{FORM_RULES, PROXY_CONSTANT, TICKET_RULE, TICKET_VARIABLE};
use super::instance::Instance;
use super::process::{self, COLUMNS, Column, FIELDS, Field};
use super::session::Session;
use super::ticket::{self, RuleFailed};
use super::value::Value;

/// What the form holds at the moment, saved or not, by database column.
pub(super) type Values = BTreeMap<&'static str, Value>;

/// Everything that variables are filled in from.
pub(super) struct Context<'a> {
    pub(super) portal: &'a Portal,
    pub(super) session: &'a Session,
    /// 0 while the instance is new.
    pub(super) element: i32,
    pub(super) number: String,
    pub(super) step: i32,
    pub(super) admin_mode: bool,
    pub(super) values: Values,
}

impl<'a> Context<'a> {
    pub(super) fn of(
        portal: &'a Portal,
        session: &'a Session,
        instance: &Instance,
        admin_mode: bool,
    ) -> Self {
        Self {
            portal,
            session,
            element: instance.id,
            number: instance.number.clone(),
            step: instance.step.id(),
            admin_mode,
            values: instance.values.clone(),
        }
    }
}

/// Fills in what the designer pasted. All share one ticket. A proxy that is down leaves the ticket empty,
/// because the rule catches that. A rule that fails keeps the form from being shown at all (facts: WEBCON form,
/// HTML form field); the setting `ticketRule` makes it fail.
pub(super) async fn render<const N: usize>(
    context: &Context<'_>,
    texts: [&str; N],
) -> Result<[String; N], RuleFailed> {
    let ticket =
        if texts.iter().any(|text| needs_ticket(text)) { ticket(context).await? } else { String::new() };
    Ok(texts.map(|text| fill_in(text, |variable| resolve(variable, context, &ticket))))
}

/// What the ticket rule answers: nothing on an instance that is not saved yet.
async fn ticket(context: &Context<'_>) -> Result<String, RuleFailed> {
    if context.element == 0 {
        return Ok(String::new());
    }
    let ticket = ticket::by_rule(context.portal, context.session, context.element).await?;
    Ok(ticket.map(|ticket| ticket.ticket).unwrap_or_default())
}

/// Database columns of the fields whose values stand in the text: when one of them changes, the portal
/// makes the whole field again (facts: WEBCON form, HTML form field).
pub(super) fn referenced_columns(text: &str) -> Vec<&'static str> {
    let mut columns = Vec::new();
    fill_in(text, |variable| {
        let field = value_variable(variable).map(|(_, field)| field.stored_in);
        columns.extend(field.filter(|column| !columns.contains(column)));
        None
    });
    columns
}

fn needs_ticket(text: &str) -> bool {
    text.contains(TICKET_VARIABLE)
}

/// Replaces every `#{…}#` that `resolve` knows; others stay.
fn fill_in(text: &str, mut resolve: impl FnMut(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("#{") {
        let Some(length) = rest[start + 2..].find("}#") else { break };
        let variable = &rest[start + 2..start + 2 + length];
        let end = start + 2 + length + 2;
        filled.push_str(&rest[..start]);
        match resolve(variable) {
            Some(value) => filled.push_str(&value),
            None => filled.push_str(&rest[start..end]),
        }
        rest = &rest[end..];
    }
    filled.push_str(rest);
    filled
}

/// A variable of a field's value: plain, or only its id (`I:`) or name (`N:`). The two prefixes are
/// inferred; plain gives `id#name`.
fn value_variable(variable: &str) -> Option<(&str, &'static Field)> {
    let (part, name) = match variable.split_once(':') {
        Some((part @ ("I" | "N"), name)) => (part, name),
        Some(_) => return None,
        None => ("", variable),
    };
    let field = Field::by_column(name)
        .or_else(|| name.parse::<i32>().ok().and_then(|id| FIELDS.iter().find(|field| field.id == id)))?;
    (!field.stored_in.is_empty()).then_some((part, field))
}

fn resolve(variable: &str, context: &Context<'_>, ticket: &str) -> Option<String> {
    if let Some((part, field)) = value_variable(variable) {
        let value = context.values.get(field.stored_in).unwrap_or(&Value::Empty);
        let text = match part {
            "I" => value.picked_id().to_owned(),
            "N" => value.picked_name().to_owned(),
            _ => value.short().unwrap_or_default(),
        };
        return Some(escape(&text));
    }
    let number = |text: &str| text.parse::<i32>().ok();
    let known = match variable.split_once(':') {
        None => match variable {
            "WFD_ID" => context.element.to_string(),
            "WFD_Signature" => escape(&context.number),
            "DBID" => process::DATABASE.to_string(),
            "APP_ID" => process::APPLICATION.to_string(),
            "STP_ID" => context.step.to_string(),
            "ISMOBILE" => "0".to_owned(),
            // facts: WEBCON form, variables: 0 or 1 since 2026 R1.
            "ISADMINMODE" => u8::from(context.admin_mode).to_string(),
            _ => return None,
        },
        Some(("BRD", rule)) if number(rule) == Some(TICKET_RULE) => ticket.to_owned(),
        Some(("EGV", constant)) if number(constant) == Some(PROXY_CONSTANT) => {
            context.portal.proxy().to_owned()
        }
        Some(("FLD", id)) => Field::find(id)?.stored_in.to_owned(),
        Some(("SFLD", id)) => Column::find(id)?.stored_in.to_owned(),
        Some(("WFCON", id)) => FIELDS.iter().find(|field| number(id) == Some(field.id))?.id.to_string(),
        Some(("DCN", id)) => COLUMNS.iter().find(|column| number(id) == Some(column.id))?.id.to_string(),
        Some(("BRUX", rule)) => {
            let id = number(rule.strip_suffix(":ID")?);
            FORM_RULES.iter().find(|rule| Some(rule.id) == id)?.id.to_string()
        }
        Some(("PH", id)) => process::PATHS.iter().find(|path| number(id) == Some(path.id))?.id.to_string(),
        Some(("WF" | "DT" | "ST", id)) => number(id)?.to_string(),
        Some(_) => return None,
    };
    Some(known)
}

/// Escapes a text for HTML, inside an element as well as inside an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::content_policy::ContentPolicy;
    use crate::portal::design::Ready;
    use crate::portal::store;

    fn filled(text: &str) -> String {
        let url: url::Url = "http://127.0.0.1:8787".parse().unwrap();
        let portal = Portal::new(Clone::clone(&url), url);
        let session = Session {
            person: &crate::demo::OLA,
            language: super::super::language::Language::English,
            theme: super::super::session::Theme::Light,
            design: Ready::HtmlField,
            policy: ContentPolicy::Absent,
        };
        let state = store::State::at_start();
        let context = Context::of(&portal, &session, &state.instances[&10], false);
        fill_in(text, |variable| resolve(variable, &context, "t\"i"))
    }

    #[test]
    fn every_variable_of_the_facts_is_filled_in() {
        for (text, expected) in [
            ("#{WFD_ID}# #{DBID}# #{APP_ID}# #{STP_ID}#", "10 1 1 52"),
            ("#{WFD_Signature}#", "CON/2026/0010"),
            ("#{EGV:7}#/assets", "http://127.0.0.1:8787/assets"),
            ("#{FLD:125}# #{SFLD:203}# #{WFCON:140}# #{DCN:203}#", "AttChoose1 DET_Att3 140 203"),
            ("#{BRUX:702:ID}# #{PH:61}#", "702 61"),
            ("#{ISMOBILE}##{ISADMINMODE}#", "00"),
            ("#{I:AttPeople1}#|#{N:113}#", "ola.zielinska@example.com|Ola Zielińska"),
            ("#{AttChoose1}#", ""),
        ] {
            assert_eq!(filled(text), expected, "{text}");
        }
    }

    #[test]
    fn what_people_typed_is_escaped_and_what_a_rule_answers_is_not() {
        let title = filled("<p title=\"#{AttText2}#\">");
        assert!(title.contains("&lt;b&gt;ramowa&lt;/b&gt;"), "{title}");
        assert_eq!(filled("#{BRD:12}#"), "t\"i");
    }

    #[test]
    fn unknown_variables_and_stray_braces_stay() {
        for text in ["#{NOPE}#", "#{BRD:99}#", "#{open", "}# #{", "a#b"] {
            assert_eq!(filled(text), text);
        }
    }

    #[test]
    fn the_snippet_depends_on_the_status_field() {
        assert_eq!(referenced_columns(Ready::HtmlField.design().html_field(false)), ["AttChoose1"]);
    }
}
