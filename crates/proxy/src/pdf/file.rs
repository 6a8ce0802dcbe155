//! The objects of a PDF file, found by one pass over it rather than by its cross-reference table: damaged
//! tables then do no harm, and a file cannot make the reader go in circles. Of an object that stands twice,
//! the later one counts, as in a file that was changed by appending to it.
//!
//! What a file may cost is bounded by [`Limits`]; a stream is decompressed only when an object in it is asked
//! for.

use std::collections::HashMap;
use std::io::Read;
use std::rc::Rc;

use flate2::read::ZlibDecoder;
use memchr::memmem::{Finder, FinderRev};

use super::Limits;
use super::object::{Dictionary, Object, Parser, Reference, is_space};

/// The file costs more than is permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooComplex;

/// How often a byte may be looked at, on average: what was no object is looked at again, and so is an object
/// that is asked for.
const PASSES: usize = 4;
/// What a small file may take beyond that.
const EXTRA_WORK: usize = 1024 * 1024;

/// Where an object is.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Where it, or the object stream that holds it, begins in the file.
    position: usize,
    /// Where it begins in the decompressed object stream.
    within: Option<usize>,
}

/// A file whose objects can be asked for.
pub(super) struct File<'a> {
    data: &'a [u8],
    limits: Limits,
    /// How many bytes may still be looked at.
    work: usize,
    places: HashMap<u32, Place>,
    object_streams: HashMap<usize, ObjectStream<'a>>,
    trailer: Dictionary,
    catalog: Option<Dictionary>,
}

struct ObjectStream<'a> {
    dictionary: Dictionary,
    raw: &'a [u8],
    decompressed: Option<Rc<Vec<u8>>>,
}

impl<'a> File<'a> {
    /// Finds the objects of a file.
    pub(super) fn open(data: &'a [u8], limits: &Limits) -> Result<Self, TooComplex> {
        let mut file = Self {
            data,
            limits: *limits,
            work: data.len().saturating_mul(PASSES).saturating_add(EXTRA_WORK),
            places: HashMap::new(),
            object_streams: HashMap::new(),
            trailer: Dictionary::default(),
            catalog: None,
        };
        let last_stream_trailer = file.scan()?;
        file.trailer = file.last_trailer(last_stream_trailer);
        if file.encryption().is_none() {
            file.index_object_streams()?;
        }
        Ok(file)
    }

    /// One pass over the file. Answers the last trailer that stands in a cross-reference stream.
    fn scan(&mut self) -> Result<Option<(usize, Dictionary)>, TooComplex> {
        let mut trailer = None;
        let mut streams = Streams::new(self.data);
        let objects = Finder::new("obj");
        let mut position = 0;
        while let Some(found) = objects.find(&self.data[position..]) {
            let keyword = position + found;
            position = keyword + "obj".len();
            let Some(Header { number, start }) = header_before(self.data, keyword) else { continue };
            let mut parser = Parser::at(self.data, position);
            let object = parser.object();
            let Ok(object) = object else {
                self.spend(parser.position() - position)?;
                continue;
            };
            self.places.insert(number, Place { position: start, within: None });
            if self.places.len() > self.limits.objects {
                return Err(TooComplex);
            }
            position = parser.position();
            let Object::Dictionary(dictionary) = object else { continue };
            if dictionary.is("Type", "Catalog") {
                self.catalog = Some(dictionary);
                continue;
            }
            let Some((raw, end)) = streams.after(&mut parser, &dictionary) else { continue };
            position = end;
            if dictionary.is("Type", "ObjStm") {
                let stream = ObjectStream { dictionary, raw, decompressed: None };
                self.object_streams.insert(start, stream);
            } else if dictionary.is("Type", "XRef") && is_trailer(&dictionary) {
                trailer = Some((start, dictionary));
            }
        }
        Ok(trailer)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), TooComplex> {
        self.work = self.work.checked_sub(bytes).ok_or(TooComplex)?;
        Ok(())
    }

    fn last_trailer(&self, in_stream: Option<(usize, Dictionary)>) -> Dictionary {
        let keyword = FinderRev::new("trailer");
        let mut end = self.data.len();
        let from = in_stream.as_ref().map_or(0, |(position, _)| *position);
        // More than a few that cannot be read, one after another, are no trailers.
        for _ in 0..16 {
            let Some(found) = keyword.rfind(&self.data[from..end]) else { break };
            end = from + found;
            let object = Parser::at(self.data, end + "trailer".len()).object();
            if let Ok(Object::Dictionary(dictionary)) = object
                && is_trailer(&dictionary)
            {
                return dictionary;
            }
        }
        in_stream.map(|(_, dictionary)| dictionary).unwrap_or_default()
    }

    /// Notes which objects the object streams hold. Only their beginnings are decompressed, where that stands.
    fn index_object_streams(&mut self) -> Result<(), TooComplex> {
        let mut positions: Vec<usize> = self.object_streams.keys().copied().collect();
        positions.sort_unstable();
        for position in positions {
            let stream = &self.object_streams[&position];
            let first = stream.dictionary.integer("First").and_then(|first| usize::try_from(first).ok());
            let Some(first) = first else { continue };
            // A number and an offset take four bytes at least.
            if first / 4 > self.limits.objects {
                return Err(TooComplex);
            }
            let Some(head) = stream.decompressed_up_to(first) else { continue };
            let mut parser = Parser::at(&head, 0);
            loop {
                parser.skip_space();
                let Some(number) = parser.digits() else { break };
                parser.skip_space();
                let Some(offset) = parser.digits() else { break };
                let place = Place { position, within: Some(first.saturating_add(offset as usize)) };
                let known = self.places.entry(number).or_insert(place);
                if known.position < position {
                    *known = place;
                }
                if self.places.len() > self.limits.objects {
                    return Err(TooComplex);
                }
            }
        }
        Ok(())
    }

    /// The trailer's entry that says how the file is encrypted, if it is.
    pub(super) fn encryption(&self) -> Option<&Object> {
        self.trailer.get("Encrypt")
    }

    /// The identifier that encryption needs.
    pub(super) fn id(&self) -> &[u8] {
        match self.trailer.get("ID") {
            Some(Object::Array(parts)) => match parts.first() {
                Some(Object::String(id)) => id,
                _ => &[],
            },
            _ => &[],
        }
    }

    /// The dictionary that everything else hangs on.
    pub(super) fn catalog(&mut self) -> Result<Option<Dictionary>, TooComplex> {
        let root = self.trailer.get("Root").cloned();
        let root = root.map(|root| self.dictionary(&root)).transpose()?.flatten();
        Ok(root.or_else(|| self.catalog.clone()))
    }

    /// The object, or the one that it refers to; none where there is none.
    pub(super) fn resolved(&mut self, object: &Object) -> Result<Option<Object>, TooComplex> {
        let Object::Reference(reference) = object else { return Ok(Some(object.clone())) };
        // A reference to a reference is permitted, but nobody writes more than one.
        match self.object(*reference)? {
            Some(Object::Reference(reference)) => self.object(reference),
            object => Ok(object),
        }
    }

    /// Puts the parts of an array that lead on to those that are still to be looked at.
    pub(super) fn enqueue<T>(
        &mut self,
        array: &Object,
        open: &mut Vec<T>,
        item: impl Fn(Object) -> T,
    ) -> Result<(), TooComplex> {
        let Some(Object::Array(parts)) = self.resolved(array)? else { return Ok(()) };
        let leads_on = |part: &Object| matches!(part, Object::Reference(_) | Object::Dictionary(_));
        open.extend(parts.into_iter().filter(leads_on).map(item));
        if open.len() > self.limits.objects { Err(TooComplex) } else { Ok(()) }
    }

    /// The dictionary that an object is or refers to.
    pub(super) fn dictionary(&mut self, object: &Object) -> Result<Option<Dictionary>, TooComplex> {
        Ok(match self.resolved(object)? {
            Some(Object::Dictionary(dictionary)) => Some(dictionary),
            _ => None,
        })
    }

    fn object(&mut self, reference: Reference) -> Result<Option<Object>, TooComplex> {
        let Some(place) = self.places.get(&reference.number).copied() else { return Ok(None) };
        let Some(offset) = place.within else {
            let Some(mut parser) = after_header(self.data, place.position) else { return Ok(None) };
            let object = parser.object().ok();
            self.spend(parser.position() - place.position)?;
            return Ok(object);
        };
        let Some(content) = self.decompressed(place.position)? else { return Ok(None) };
        let mut parser = Parser::at(&content, offset);
        let object = parser.object().ok();
        self.spend(parser.position().saturating_sub(offset))?;
        Ok(object)
    }

    /// The content of an object stream, kept for the next object in it.
    fn decompressed(&mut self, position: usize) -> Result<Option<Rc<Vec<u8>>>, TooComplex> {
        let left = self.limits.decompressed;
        let Some(stream) = self.object_streams.get_mut(&position) else { return Ok(None) };
        if let Some(known) = &stream.decompressed {
            return Ok(Some(Rc::clone(known)));
        }
        let Some(content) = stream.decompressed_up_to(left.saturating_add(1)) else { return Ok(None) };
        self.limits.decompressed = left.checked_sub(content.len()).ok_or(TooComplex)?;
        self.work = self.work.saturating_add(content.len().saturating_mul(PASSES));
        let content = Rc::new(content);
        stream.decompressed = Some(Rc::clone(&content));
        Ok(Some(content))
    }
}

impl ObjectStream<'_> {
    /// What the stream holds, up to so many bytes; none if it is compressed in a way that object streams
    /// never are. What can be read of a damaged stream is read.
    fn decompressed_up_to(&self, most: usize) -> Option<Vec<u8>> {
        let filter = match self.dictionary.get("Filter") {
            Some(Object::Array(filters)) if filters.len() == 1 => filters.first(),
            filter => filter,
        };
        match filter {
            None => Some(self.raw[..self.raw.len().min(most)].to_vec()),
            Some(Object::Name(name)) if name == b"FlateDecode" || name == b"Fl" => {
                let mut content = Vec::new();
                let most = u64::try_from(most).unwrap_or(u64::MAX);
                let end = ZlibDecoder::new(self.raw).take(most).read_to_end(&mut content);
                (end.is_ok() || !content.is_empty()).then_some(content)
            }
            Some(_) => None,
        }
    }
}

/// The words `stream` and `endstream` around the data of streams.
struct Streams<'a> {
    data: &'a [u8],
    finder: Finder<'static>,
    /// Where the next end of a stream is that was looked for last: looking again would read everything
    /// in between once more. None where there is none.
    next_end: Option<usize>,
}

impl<'a> Streams<'a> {
    fn new(data: &'a [u8]) -> Self {
        Self { data, finder: Finder::new("endstream"), next_end: Some(0) }
    }

    /// The data of the stream whose dictionary was just read, and where it ends; none if there is none.
    fn after(&mut self, parser: &mut Parser<'_>, dictionary: &Dictionary) -> Option<(&'a [u8], usize)> {
        parser.skip_space();
        if !parser.skip("stream") {
            return None;
        }
        let _ = parser.skip("\r\n") || parser.skip("\n") || parser.skip("\r");
        let start = parser.position();
        let told = dictionary.integer("Length").and_then(|length| usize::try_from(length).ok());
        let told = told.and_then(|length| start.checked_add(length)).filter(|end| self.is_end(*end));
        let end = told.or_else(|| self.end_from(start));
        // A stream without an end may be anything, so what follows is looked at.
        Some(end.map_or((&self.data[start..], start), |end| (&self.data[start..end], end)))
    }

    fn is_end(&self, end: usize) -> bool {
        let Some(rest) = self.data.get(end..) else { return false };
        let space = rest.iter().take(4).take_while(|byte| is_space(**byte)).count();
        rest[space..].starts_with(b"endstream")
    }

    fn end_from(&mut self, start: usize) -> Option<usize> {
        if self.next_end? < start {
            self.next_end = self.finder.find(&self.data[start..]).map(|found| start + found);
        }
        self.next_end
    }
}

fn is_trailer(dictionary: &Dictionary) -> bool {
    dictionary.get("Root").is_some() || dictionary.get("Encrypt").is_some()
}

struct Header {
    number: u32,
    start: usize,
}

/// The number and generation in front of the word `obj`.
fn header_before(data: &[u8], keyword: usize) -> Option<Header> {
    // Number, generation and the blanks between them are not longer than this.
    let from = keyword.saturating_sub(64);
    let before = &data[from..keyword];
    let before = trimmed(before);
    let (before, generation) = digits_at_end(before)?;
    u16::try_from(generation).ok()?;
    let blank = trimmed(before);
    if blank.len() == before.len() {
        return None;
    }
    let (before, number) = digits_at_end(blank)?;
    Some(Header { number, start: from + before.len() })
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    let space = bytes.iter().rev().take_while(|byte| is_space(**byte)).count();
    &bytes[..bytes.len() - space]
}

fn digits_at_end(bytes: &[u8]) -> Option<(&[u8], u32)> {
    let length = bytes.iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let (before, digits) = bytes.split_at(bytes.len() - length);
    Some((before, std::str::from_utf8(digits).ok()?.parse().ok()?))
}

/// Behind the number, generation and the word `obj` that stand there.
fn after_header(data: &[u8], position: usize) -> Option<Parser<'_>> {
    let mut parser = Parser::at(data, position);
    parser.digits()?;
    parser.spaces()?;
    parser.digits()?;
    parser.skip_space();
    parser.skip("obj").then_some(parser)
}
