//! What the designer pastes: the snippet, the data source that answers tickets, and the values of choice columns, with
//! this process's own names.

use std::fmt::Write as _;

use autenti_model::Lang;
use autenti_model::lookups::Source;
use url::Url;

use super::recognise::Guess;
use super::{ListGuess, Proposal};

impl Proposal {
    /// The designer's page, as plain text; `name` is the profile's.
    pub fn paste(&self, name: &str, public_url: &Url) -> String {
        let proxy = public_url.as_str().trim_end_matches('/');
        let mut text = String::new();
        let _ = writeln!(text, "What goes into Designer Studio for the profile `{name}`:\n");
        let _ =
            writeln!(text, "1. A data source for tickets: REST Web Service, on a connection to {proxy}\n");
        let _ = writeln!(text, "   Method      POST");
        let _ = writeln!(text, "   URL suffix  /v1/tickets?rows=true");
        let _ = writeln!(
            text,
            "   Header      Authorization = Bearer THE-INTEGRATION-KEY (from a global constant)"
        );
        let _ = writeln!(text, "   Body        (the braces are variables of the expression editor)\n");
        let body = [
            format!("{{ \"profile\": {}, \"element\": {{WFD_ID}},", serde_json::Value::from(name)),
            "  \"user\": { \"login\": \"{login}\", \"name\": \"{name}\", \"email\": \"{e-mail}\" },"
                .to_owned(),
            "  \"may\": [\"sign\"], \"lang\": \"{language}\" }".to_owned(),
        ];
        for line in body {
            let _ = writeln!(text, "   {line}");
        }
        let _ = writeln!(
            text,
            "\n   `may` is for whoever opens the form: as it stands, they read, and sign what is theirs to sign. Take"
        );
        let _ = writeln!(
            text,
            "   a rule's answer for it that adds, in the steps and for the people concerned: `send`, `remind` and"
        );
        let _ = writeln!(
            text,
            "   `withdraw` for those who look after the document, `download` for those who may have the signed file,"
        );
        let _ = writeln!(
            text,
            "   `attach` for those who may save it on the form; for example \"sign;send;remind\"."
        );
        let _ = writeln!(
            text,
            "\n2. A business rule that answers the column `ticket` of that source, and an empty text"
        );
        let _ = writeln!(
            text,
            "   where the instance is new. RULE below is its number, “Autenti ticket” its name.\n"
        );
        let _ = writeln!(text, "3. An HTML field, visible in the field matrix, with this content:\n");
        for line in self.snippet(proxy).lines() {
            let _ = writeln!(text, "   {line}");
        }
        let _ = writeln!(
            text,
            "\n4. Choice columns and fields, each over a REST data source (GET, no authentication) or a"
        );
        let _ = writeln!(text, "   dictionary with these values, as id and name:\n");
        for (what, source) in self.sources() {
            let _ = writeln!(text, "   {what}: {proxy}/v1/lookups/{}", source.as_str());
            for row in source.rows(Lang::En).unwrap_or_default() {
                let names: Vec<&str> =
                    [Lang::En, Lang::Pl, Lang::De].iter().map(|&lang| row.name(lang)).collect();
                let _ = writeln!(text, "     {:<11}{}", row.id, names.join(" / "));
            }
        }
        let missing = self.missing();
        if !missing.is_empty() {
            let _ = writeln!(text, "\nBefore anything can be sent:\n");
            for what in missing {
                let _ = writeln!(text, "   - {what}");
            }
        }
        text
    }

    fn snippet(&self, proxy: &str) -> String {
        let status = self.status_variables();
        let attribute = status.as_ref().map(|(id, _)| format!(" status=\"{id}\"")).unwrap_or_default();
        let shown = status.map_or_else(|| "see Autenti".to_owned(), |(_, name)| name);
        format!(
            "<script src=\"{proxy}/assets/autenti-form.js\" crossorigin></script>\n\
             <autenti-signing proxy=\"{proxy}\"{attribute}\n  \
               ticket-rule=\"RULE\" ticket-rule-name=\"Autenti ticket (ID:RULE)\">\n  \
               <p slot=\"fallback\">\n    \
                 Signing: {shown}\n    \
                 <a href=\"https://autenti.com/\" target=\"_blank\" rel=\"noopener\">Open Autenti</a>\n  \
               </p>\n\
             </autenti-signing>"
        )
    }

    /// How the expression editor writes id and name of the status field; none where its database column is not known.
    fn status_variables(&self) -> Option<(String, String)> {
        let (_, guess) = self.fields.iter().find(|(wanted, _)| wanted.key == "status")?;
        let Guess::Found(found) = guess else { return None };
        let field = self.layout.as_ref()?.field(&found.key).ok()?;
        let column = Some(field.db_column.trim()).filter(|column| !column.is_empty())?;
        Some(if crate::form::is_choice_field(&field.field_type) {
            (format!("#{{I:{column}}}#"), format!("#{{N:{column}}}#"))
        } else {
            (format!("#{{{column}}}#"), format!("#{{{column}}}#"))
        })
    }

    /// The dictionaries that this form needs.
    fn sources(&self) -> Vec<(String, Source)> {
        let called = |guesses: &[(super::Wanted, Guess)], key: &str, otherwise: &str| {
            let found = guesses.iter().find(|(wanted, _)| wanted.key == key);
            let name = found.and_then(|(_, guess)| guess.found()).map(|found| found.name.clone());
            name.unwrap_or_else(|| otherwise.to_owned())
        };
        let columns = match &self.list {
            ListGuess::Found { columns, .. } => columns.as_slice(),
            ListGuess::Nothing => &[],
        };
        vec![
            (format!("column “{}”", called(columns, "role", "Role")), Source::RecipientRoles),
            (
                format!("column “{}”", called(columns, "signature_type", "Signature type")),
                Source::SignatureTypes,
            ),
            (
                format!("column “{}”", called(columns, "status", "Signature status")),
                Source::RecipientStatuses,
            ),
            (
                format!("field “{}”", called(&self.fields, "status", "Signature status")),
                Source::DocumentStatuses,
            ),
        ]
    }
}
