//! Events that scripts of the page hear.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

/// Dispatches an event that bubbles and crosses shadow roots.
pub(crate) fn emit(element: &HtmlElement, name: &str, detail: &impl Serialize) {
    // Our own details are plain data, which can always be written; that there is none is told as null.
    dispatch(element, name, &detail.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL));
}

fn dispatch(element: &HtmlElement, name: &str, detail: &JsValue) {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(detail);
    // The event is new, so dispatching it cannot fail; what a listener throws is not ours.
    let _ =
        CustomEvent::new_with_event_init_dict(name, &init).and_then(|event| element.dispatch_event(&event));
}
