//! Times as people read them: how long ago, and exactly when, in the form's language.

use autenti_model::Lang;
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::dom::{Node, el};

/// How long ago, with the exact time on hover. `sentence` puts the words into their place.
pub(crate) fn ago(lang: Lang, rfc3339: &str, sentence: impl Fn(&str) -> String) -> Option<Node> {
    let date = date(rfc3339)?;
    let seconds = (Date::now() - date.get_time()) / 1000.0;
    Some(
        el("time")
            .attr("datetime", rfc3339)
            .attr("title", &format(&date, lang, &[("dateStyle", "medium"), ("timeStyle", "medium")]))
            .text(&sentence(&relative(lang, seconds.max(0.0)))),
    )
}

/// The time of day, with the day where that is not today.
pub(crate) fn clock(lang: Lang, rfc3339: &str) -> String {
    let Some(date) = date(rfc3339) else { return rfc3339.to_owned() };
    let is_today = date.to_date_string() == Date::new_0().to_date_string();
    let options: &[_] = &[("timeStyle", "short"), ("dateStyle", "medium")];
    format(&date, lang, if is_today { &options[..1] } else { options })
}

fn date(rfc3339: &str) -> Option<Date> {
    let date = Date::new(&rfc3339.into());
    (!date.get_time().is_nan()).then_some(date)
}

fn format(date: &Date, lang: Lang, options: &[(&str, &str)]) -> String {
    date.to_locale_string(locale(lang), &object(options)).into()
}

/// “2 minutes ago”, in the largest unit that fits.
fn relative(lang: Lang, seconds: f64) -> String {
    const UNITS: [(f64, &str); 3] = [(86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute")];
    let (length, unit) =
        UNITS.into_iter().find(|(length, _)| seconds >= *length).unwrap_or((f64::INFINITY, "second"));
    let formatter =
        Intl::RelativeTimeFormat::new(&Array::of1(&locale(lang).into()), &object(&[("numeric", "auto")]));
    // Less than a minute is “now”.
    formatter.format(-(seconds / length).floor(), unit).into()
}

fn object(entries: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    object
}

/// English is written as in Europe, with a clock of 24 hours.
fn locale(lang: Lang) -> &'static str {
    if lang == Lang::En { "en-GB" } else { lang.tag() }
}
