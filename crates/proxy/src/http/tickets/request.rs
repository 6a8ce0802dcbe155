//! What a ticket is wanted for, as WEBCON's text templates write it: they know no types, and put a login such as
//! `CORP\tomek` between quotes without escaping it.

use std::borrow::Cow;

use autenti_model::{Email, Right};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use url::form_urlencoded;
use utoipa::ToSchema;
use webcon::ElementId;

use crate::auth;
use crate::failure::Result;
use crate::http::body::unreadable;

/// What a ticket is wanted for.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::http) struct TicketRequest {
    /// Name of the profile.
    #[schema(example = "contracts")]
    pub(super) profile: String,
    /// WEBCON's element id; a text that holds a number will do.
    #[serde(deserialize_with = "number")]
    #[schema(example = 7, value_type = i32)]
    pub(super) element: ElementId,
    /// The user; or `login`, `name` and `email` beside the others.
    #[serde(default)]
    user: Option<User>,
    /// The user's login, where there is no `user`.
    #[serde(default)]
    login: Option<String>,
    /// The user's name, where there is no `user`.
    #[serde(default)]
    name: Option<String>,
    /// The user's address, where there is no `user`.
    #[serde(default)]
    email: Option<String>,
    /// What the user may do, as a list or as a text divided by `;` or `,`; `read` always.
    #[serde(default, deserialize_with = "rights")]
    pub(super) may: Vec<Right>,
    /// Language of messages, such as `pl`, for requests that do not ask for one by `Accept-Language`; English when it
    /// is missing or has no texts.
    #[serde(default)]
    #[schema(example = "pl")]
    pub(super) lang: Option<String>,
}

/// The user whom a ticket is for. `login` or `email` may be missing, but not both.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct User {
    /// Login in WEBCON.
    #[serde(default)]
    #[schema(example = "anna.nowak@example.com")]
    login: Option<String>,
    /// Name; the login or the address when it is missing.
    #[serde(default)]
    #[schema(example = "Anna Nowak")]
    name: Option<String>,
    /// E-mail address: recognises the user among the recipients.
    #[serde(default)]
    #[schema(example = "anna.nowak@example.com")]
    email: Option<String>,
}

impl TicketRequest {
    /// Reads a body.
    pub(super) fn read(body: &[u8], is_form: bool) -> Result<Self> {
        let body = String::from_utf8_lossy(body);
        let body = body.trim_start_matches('\u{feff}').trim();
        // Some actions send JSON and say that it is a form.
        if is_form && !body.starts_with('{') {
            return read(form(body));
        }
        let json = if body.is_empty() { "{}" } else { body };
        let json = with_lone_backslashes(json);
        let mut json = serde_json::Deserializer::from_str(&json);
        let request =
            serde_path_to_error::deserialize(&mut json).map_err(|error| unreadable(error.to_string()))?;
        json.end().map_err(|error| unreadable(error.to_string()))?;
        Ok(request)
    }

    /// The user, with a name in any case.
    pub(super) fn user(&self) -> auth::User {
        let (login, name, email) = match &self.user {
            Some(user) => (&user.login, &user.name, &user.email),
            None => (&self.login, &self.name, &self.email),
        };
        // What looks like a blank beside a login may be the `\t` of its first letter.
        let login = login.as_deref().unwrap_or_default().trim_matches(' ');
        let login: String = login.chars().map(as_it_was_written).collect();
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let email = text(email);
        let name = [text(name), login.clone(), email.clone()].into_iter().find(|name| !name.is_empty());
        auth::User { name: name.unwrap_or_default(), email: Email::new(email), login }
    }
}

fn read(value: Value) -> Result<TicketRequest> {
    serde_path_to_error::deserialize(value).map_err(|error| unreadable(error.to_string()))
}

/// The fields of a form, as JSON with the same names. `may` may stand there several times.
fn form(body: &str) -> Value {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(body.as_bytes()) {
        let value = Value::String(value.into_owned());
        match fields.get_mut(name.as_ref()) {
            Some(Value::Array(values)) => values.push(value),
            _ if name == "may" => {
                fields.insert(name.into_owned(), Value::Array(vec![value]));
            }
            _ => {
                fields.insert(name.into_owned(), value);
            }
        }
    }
    Value::Object(fields)
}

/// JSON in which a backslash that begins no escape is written as JSON wants it.
fn with_lone_backslashes(json: &str) -> Cow<'_, str> {
    let mut mended = String::new();
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, after) = rest.split_at(at);
        let escape = &after[1..];
        let length = match escape.as_bytes().first() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 1,
            Some(b'u') if is_code_point(escape) => 5,
            _ => 0,
        };
        mended.push_str(before);
        mended.push_str(if length == 0 { r"\\" } else { &after[..=length] });
        rest = &escape[length..];
    }
    if mended.is_empty() { Cow::Borrowed(json) } else { Cow::Owned(mended + rest) }
}

/// Whether it goes on as `u00e9` does.
fn is_code_point(escape: &str) -> bool {
    escape.as_bytes().get(1..5).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Turns the control character that JSON made of a backslash and a letter back.
fn as_it_was_written(c: char) -> Cow<'static, str> {
    match c {
        '\u{8}' => r"\b".into(),
        '\u{c}' => r"\f".into(),
        '\n' => r"\n".into(),
        '\r' => r"\r".into(),
        '\t' => r"\t".into(),
        c => c.to_string().into(),
    }
}

/// A number, or a text that holds one.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ElementId, D::Error> {
    let wrong =
        |value: &dyn std::fmt::Display| D::Error::custom(format!("`{value}` is not the id of an instance"));
    match Value::deserialize(deserializer)? {
        Value::Number(number) => {
            let id = number.as_i64().and_then(|number| number.try_into().ok());
            id.map(ElementId).ok_or_else(|| wrong(&number))
        }
        Value::String(text) => text.trim().parse().map_err(|_| wrong(&text)),
        other => Err(wrong(&other)),
    }
}

/// A list of rights, or a text with rights divided by `;` or `,`.
fn rights<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Right>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Listed {
        List(Vec<String>),
        Text(String),
    }
    let texts = match Option::<Listed>::deserialize(deserializer)? {
        None => Vec::new(),
        Some(Listed::Text(text)) => vec![text],
        Some(Listed::List(texts)) => texts,
    };
    texts
        .iter()
        .flat_map(|text| text.split([';', ',']))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| name.parse().map_err(D::Error::custom))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(body: &str) -> TicketRequest {
        TicketRequest::read(body.as_bytes(), false).unwrap()
    }

    fn login(body: &str) -> String {
        json(body).user().login
    }

    #[test]
    fn a_lone_backslash_is_itself_and_control_characters_are_turned_back() {
        let body = |login: &str| format!(r#"{{"profile":"p","element":1,"user":{{"login":"{login}"}}}}"#);
        for (written, meant) in [
            (r"CORP\tomek", r"CORP\tomek"),
            (r"CORP\jan", r"CORP\jan"),
            (r"CORP\\jan", r"CORP\jan"),
            (r"CORP\natalia", r"CORP\natalia"),
            (r"CORP\robert", r"CORP\robert"),
            (r"CORP\beata", r"CORP\beata"),
            (r"CORP\filip", r"CORP\filip"),
            (r"CORP\urszula", r"CORP\urszula"),
            (r"CORP\Ewa", r"CORP\Ewa"),
            (r"CORP\łukasz", r"CORP\łukasz"),
            (r"\tomek", r"\tomek"),
            ("caf\\u00e9", "café"),
            ("anna.nowak@example.com", "anna.nowak@example.com"),
        ] {
            assert_eq!(login(&body(written)), meant, "{written}");
        }
    }

    #[test]
    fn json_that_is_json_is_left_alone() {
        for json in [r#"{"a":"b\"c\\d\n\u0041"}"#, "{}", r#"["\\\\"]"#] {
            assert_eq!(with_lone_backslashes(json), json);
        }
        assert_eq!(with_lone_backslashes(r#"{"a":"\"#), r#"{"a":"\\"#);
    }

    #[test]
    fn numbers_may_be_texts_and_rights_a_text() {
        let request = json(r#"{"profile":"p","element":" 7 ","may":"send; sign,remind;","login":"anna"}"#);
        assert_eq!(request.element, ElementId(7));
        assert_eq!(request.may, [Right::Send, Right::Sign, Right::Remind]);
        let request =
            json(r#"{"profile":"p","element":7,"may":["send","sign"],"user":{"email":"anna@example.com"}}"#);
        assert_eq!(request.may, [Right::Send, Right::Sign]);
        assert!(json(r#"{"profile":"p","element":7,"may":null,"user":null}"#).may.is_empty());
    }

    #[test]
    fn a_form_has_flat_names() {
        let body = "profile=contracts&element=7&login=CORP%5Ctomek&name=Tomek+Nowak&email=&may=send%3Bsign&may=remind&lang=pl";
        let request = TicketRequest::read(body.as_bytes(), true).unwrap();
        let user = request.user();
        assert_eq!(
            (request.profile.as_str(), request.element, request.lang.as_deref()),
            ("contracts", ElementId(7), Some("pl"))
        );
        assert_eq!(request.may, [Right::Send, Right::Sign, Right::Remind]);
        assert_eq!((user.login.as_str(), user.name.as_str()), (r"CORP\tomek", "Tomek Nowak"));
        assert!(user.email.is_empty());
        assert!(TicketRequest::read(br#"{"profile":"p","element":7,"login":"a"}"#, true).is_ok());
    }

    #[test]
    fn login_or_address_will_do_and_give_the_name() {
        let user = |user: &str| json(&format!(r#"{{"profile":"p","element":1,"user":{user}}}"#)).user();
        assert_eq!(user(r#"{"login":null,"email":"anna@example.com"}"#).name, "anna@example.com");
        assert_eq!(user(r#"{"login":"anna"}"#).name, "anna");
        for nobody in ["null", "{}", r#"{"login":"","email":" "}"#, r#"{"login":null,"email":null}"#] {
            assert!(user(nobody).is_nobody(), "{nobody}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, part) in [
            (r#"{"element":1}"#, "profile"),
            (r#"{"profile":"p","element":"x"}"#, "element"),
            (r#"{"profile":"p","element":99999999999}"#, "element"),
            (r#"{"profile":"p","element":1.5}"#, "element"),
            (r#"{"profile":"p","element":1,"may":["everything"]}"#, "everything"),
            (r#"{"profile":"p","element":1} trailing"#, "trailing"),
            ("{", "EOF"),
            ("[]", "TicketRequest"),
        ] {
            let failure = TicketRequest::read(body.as_bytes(), false).unwrap_err();
            let message = failure.detail(autenti_model::Lang::En);
            assert!(message.contains(part), "{body}: {message}");
        }
    }
}
