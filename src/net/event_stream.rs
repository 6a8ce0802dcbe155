//! Server-sent events, read from a stream of bytes that may be cut anywhere. (`EventSource` cannot send the
//! ticket in a header, so the stream comes through `fetch`.)

/// An event as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// What kind of event it is; `message` where the server says nothing.
    pub(crate) name: String,
    /// Its body.
    pub(crate) data: String,
}

/// Puts events together from the bytes of the stream.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    line: Vec<u8>,
    after_return: bool,
    name: String,
    data: Option<String>,
    last_id: String,
}

impl Parser {
    /// Takes the next bytes and answers the events that they complete.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for &byte in bytes {
            let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                // The second half of a line break.
                b'\n' if after_return => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                _ => self.line.push(byte),
            }
        }
        events
    }

    /// The id to resume by after the stream broke; empty when no event had one.
    pub(crate) fn last_id(&self) -> &str {
        &self.last_id
    }

    /// Forgets a half-received event, because a new stream begins.
    pub(crate) fn restart(&mut self) {
        *self = Self { last_id: std::mem::take(&mut self.last_id), ..Self::default() };
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        // The stream is UTF-8 by definition; a line that is not says nothing.
        let line = String::from_utf8(line).unwrap_or_default();
        let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            let data = self.data.take()?;
            let name = if name.is_empty() { "message".to_owned() } else { name };
            return Some(Event { name, data });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => value.clone_into(&mut self.last_id),
            // A heartbeat is a comment: a line whose field has no name.
            _ => {}
        }
        None
    }
}
