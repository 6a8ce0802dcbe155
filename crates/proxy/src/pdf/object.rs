//! PDF objects, and the parser that reads one. What an object costs is bounded: how deep it nests, how many
//! parts it has. Nothing outside the object is read.

/// Number and generation, as in `12 0 R`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Reference {
    pub(super) number: u32,
    pub(super) generation: u16,
}

/// An object. Streams are dictionaries followed by data, which the file keeps apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Null,
    Boolean(bool),
    Integer(i64),
    Real(f64),
    Name(Vec<u8>),
    String(Vec<u8>),
    Array(Vec<Self>),
    Dictionary(Dictionary),
    Reference(Reference),
}

/// Keys and values in the order in which they stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dictionary(Vec<(Vec<u8>, Object)>);

impl Dictionary {
    /// The value of a key; of a key that stands twice the last one counts. A null is no value.
    pub(super) fn get(&self, key: &str) -> Option<&Object> {
        let entry = self.0.iter().rev().find(|(known, _)| known == key.as_bytes());
        entry.map(|(_, value)| value).filter(|value| **value != Object::Null)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&[u8], &Object)> {
        self.0.iter().map(|(key, value)| (key.as_slice(), value))
    }

    /// Whether the value of a key is that name.
    pub(super) fn is(&self, key: &str, name: &str) -> bool {
        matches!(self.get(key), Some(Object::Name(value)) if value == name.as_bytes())
    }

    pub(super) fn integer(&self, key: &str) -> Option<i64> {
        match self.get(key) {
            Some(Object::Integer(value)) => Some(*value),
            _ => None,
        }
    }
}

/// Why an object cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Malformed {
    /// Something stands there that no object begins with, or the data ends in it.
    Syntax,
    /// It nests too deep or has too many parts.
    TooLarge,
}

/// How deep arrays and dictionaries may nest.
const DEEPEST: usize = 100;
/// How many parts an object may have. A page tree node of this many pages is none that people make.
const MOST_PARTS: usize = 100_000;

/// Reads objects from bytes, one after another.
#[derive(Clone, Debug)]
pub(super) struct Parser<'a> {
    data: &'a [u8],
    position: usize,
    parts: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn at(data: &'a [u8], position: usize) -> Self {
        Self { data, position: position.min(data.len()), parts: 0 }
    }

    /// Up to where it has read; the end of the data where a string or comment does not end.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    fn rest(&self) -> &'a [u8] {
        &self.data[self.position..]
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.position).copied()
    }

    /// Passes over white space and comments.
    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let line = self.rest().iter().position(|byte| matches!(byte, b'\r' | b'\n'));
                self.position += line.unwrap_or(self.rest().len());
            } else if is_space(byte) {
                self.position += 1;
            } else {
                break;
            }
        }
    }

    /// Passes over a word, if it stands here.
    pub(super) fn skip(&mut self, word: &str) -> bool {
        let is_here = self.rest().starts_with(word.as_bytes());
        if is_here {
            self.position += word.len();
        }
        is_here
    }

    /// An unsigned number of digits only.
    pub(super) fn digits(&mut self) -> Option<u32> {
        let rest = self.rest();
        let length = rest.iter().take(11).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&rest[..length]).ok()?.parse().ok()?;
        self.position += length;
        Some(number)
    }

    /// The object that begins here.
    pub(super) fn object(&mut self) -> Result<Object, Malformed> {
        self.parts = 0;
        self.nested(DEEPEST)
    }

    fn nested(&mut self, depth: usize) -> Result<Object, Malformed> {
        self.parts += 1;
        if depth == 0 || self.parts > MOST_PARTS {
            return Err(Malformed::TooLarge);
        }
        self.skip_space();
        match self.peek().ok_or(Malformed::Syntax)? {
            b'/' => Ok(Object::Name(self.name())),
            b'(' => self.literal_string().map(Object::String),
            b'<' if self.rest().starts_with(b"<<") => self.dictionary(depth - 1).map(Object::Dictionary),
            b'<' => self.hexadecimal_string().map(Object::String),
            b'[' => self.array(depth - 1),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(),
            _ if self.skip("null") => Ok(Object::Null),
            _ if self.skip("true") => Ok(Object::Boolean(true)),
            _ if self.skip("false") => Ok(Object::Boolean(false)),
            _ => Err(Malformed::Syntax),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Object, Malformed> {
        self.position += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.skip("]") {
                return Ok(Object::Array(items));
            }
            items.push(self.nested(depth)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary, Malformed> {
        self.position += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            if self.skip(">>") {
                return Ok(Dictionary(entries));
            }
            if self.peek() != Some(b'/') {
                return Err(Malformed::Syntax);
            }
            let key = self.name();
            entries.push((key, self.nested(depth)?));
        }
    }

    /// A name; `#53` in it stands for the byte of that number.
    fn name(&mut self) -> Vec<u8> {
        self.position += 1;
        let length = self.rest().iter().take_while(|byte| is_regular(**byte)).count();
        let raw = &self.rest()[..length];
        self.position += length;
        if !raw.contains(&b'#') {
            return raw.to_vec();
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut bytes = raw;
        while let [first, rest @ ..] = bytes {
            let escaped = (*first == b'#').then(|| hexadecimal(rest)).flatten();
            name.push(escaped.unwrap_or(*first));
            bytes = if escaped.is_some() { &rest[2..] } else { rest };
        }
        name
    }

    /// A string in round brackets, which nest.
    fn literal_string(&mut self) -> Result<Vec<u8>, Malformed> {
        let start = self.position + 1;
        let mut open = 0_usize;
        let mut is_escaped = false;
        for (index, byte) in self.rest().iter().enumerate() {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'(' => open += 1,
                b')' if open == 1 => {
                    let end = self.position + index;
                    self.position = end + 1;
                    return Ok(unescaped(&self.data[start..end]));
                }
                b')' => open -= 1,
                _ => {}
            }
        }
        self.position = self.data.len();
        Err(Malformed::Syntax)
    }

    fn hexadecimal_string(&mut self) -> Result<Vec<u8>, Malformed> {
        let start = self.position + 1;
        let Some(length) = self.rest().iter().position(|byte| *byte == b'>') else {
            self.position = self.data.len();
            return Err(Malformed::Syntax);
        };
        let end = self.position + length;
        self.position = end + 1;
        let mut digits: Vec<u8> =
            self.data[start..end].iter().copied().filter(|byte| !is_space(*byte)).collect();
        if digits.len() % 2 == 1 {
            digits.push(b'0');
        }
        let bytes: Option<Vec<u8>> = digits.chunks_exact(2).map(hexadecimal).collect();
        bytes.ok_or(Malformed::Syntax)
    }

    /// A number, or a reference, which begins with one.
    fn number(&mut self) -> Result<Object, Malformed> {
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')).count();
        let text = std::str::from_utf8(&rest[..length]).map_err(|_| Malformed::Syntax)?;
        let Ok(integer) = text.parse::<i64>() else {
            self.position += length;
            // Some programs write `--5` or `1.2.3`; what it means is of no interest here.
            return Ok(Object::Real(text.parse().unwrap_or_default()));
        };
        let reference = self.reference();
        if reference.is_none() {
            self.position += length;
        }
        Ok(reference.map_or(Object::Integer(integer), Object::Reference))
    }

    fn reference(&mut self) -> Option<Reference> {
        let mut ahead = self.clone();
        let number = ahead.digits()?;
        ahead.spaces()?;
        let generation = u16::try_from(ahead.digits()?).ok()?;
        ahead.spaces()?;
        if !ahead.skip("R") || ahead.peek().is_some_and(is_regular) {
            return None;
        }
        self.position = ahead.position;
        Some(Reference { number, generation })
    }

    /// White space that has to be there. It is looked at again for every number before it, so it is short.
    pub(super) fn spaces(&mut self) -> Option<()> {
        let length = self.rest().iter().take(64).take_while(|byte| is_space(**byte)).count();
        self.position += length;
        (length > 0).then_some(())
    }
}

fn unescaped(raw: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(raw.len());
    let mut bytes = raw;
    while let [first, rest @ ..] = bytes {
        bytes = rest;
        if *first != b'\\' {
            text.push(*first);
            continue;
        }
        let [escaped, after @ ..] = rest else { break };
        bytes = after;
        match escaped {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => bytes = after.strip_prefix(b"\n").unwrap_or(after),
            b'\n' => {}
            b'0'..=b'7' => {
                let length = rest.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
                let value =
                    rest[..length].iter().fold(0_u32, |value, digit| value * 8 + u32::from(digit - b'0'));
                // A number beyond a byte loses its highest bits, says the standard.
                text.push((value & 0xff) as u8);
                bytes = &rest[length..];
            }
            other => text.push(*other),
        }
    }
    text
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |index: usize| char::from(*digits.get(index)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}
