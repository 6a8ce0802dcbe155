//! The typeface of the PDFs that the stand-ins make: Noto Sans, embedded, so that `ąćęłńóśźż` look the
//! same in every viewer and come out as text when they are copied or searched.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use ttf_parser::{Face, GlyphId};

static REGULAR: LazyLock<Typeface> =
    LazyLock::new(|| Typeface::new("NotoSans", include_bytes!("../../assets/fonts/NotoSans-Regular.ttf")));
static BOLD: LazyLock<Typeface> =
    LazyLock::new(|| Typeface::new("NotoSans-Bold", include_bytes!("../../assets/fonts/NotoSans-Bold.ttf")));

/// The character shown for those that the typeface lacks.
const REPLACEMENT: char = '\u{fffd}';

/// Regular or bold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    pub(crate) const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    /// Its name in a page's resources.
    pub(super) const fn resource(self) -> &'static str {
        match self {
            Self::Regular => "R",
            Self::Bold => "B",
        }
    }

    fn typeface(self) -> &'static Typeface {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }

    /// How wide the text is at one point of size.
    pub(crate) fn width(self, text: &str) -> f32 {
        text.chars().map(|character| self.typeface().glyph(character).advance).sum()
    }

    /// The text as the hexadecimal glyph numbers that a content stream shows.
    pub(super) fn encode(self, text: &str) -> String {
        text.chars().fold(String::with_capacity(text.len() * 4), |mut hex, character| {
            let _never_fails = write!(hex, "{:04X}", self.typeface().glyph(character).id);
            hex
        })
    }

    /// Puts the font into the document.
    pub(super) fn embed(self, document: &mut Document) -> ObjectId {
        self.typeface().embed(document)
    }
}

#[derive(Clone, Copy)]
struct Glyph {
    id: u16,
    /// In ems.
    advance: f32,
}

struct Typeface {
    name: &'static str,
    glyphs: BTreeMap<char, Glyph>,
    replacement: Glyph,
    /// The font file, compressed once for all documents.
    program: Stream,
    descriptor: Dictionary,
    to_unicode: Stream,
    /// In the shape of a font's `W`: the advances from glyph 0 on, in thousandths of an em.
    widths: Vec<Object>,
}

impl Typeface {
    fn new(name: &'static str, file: &'static [u8]) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the file is compiled in, and every test that makes a PDF reads it"
        )]
        let face = Face::parse(file, 0).expect("the embedded font is a font");
        let ems = 1.0 / f32::from(face.units_per_em());
        let thousandths = |units: i16| f32::from(units) * ems * 1000.0;
        let glyph = |id: GlyphId| Glyph {
            id: id.0,
            advance: f32::from(face.glyph_hor_advance(id).unwrap_or_default()) * ems,
        };
        let glyphs: BTreeMap<char, Glyph> = ('\u{20}'..='\u{ffff}')
            .filter_map(|character| Some((character, glyph(face.glyph_index(character)?))))
            .collect();
        let bounds = face.global_bounding_box();
        Self {
            name,
            replacement: glyphs.get(&REPLACEMENT).copied().unwrap_or_else(|| glyph(GlyphId(0))),
            program: compressed(dictionary! { "Length1" => int(file.len()) }, file.to_vec()),
            descriptor: dictionary! {
                "Type" => "FontDescriptor",
                "FontName" => name,
                // 32: not symbolic (PDF 32000-1, table 123).
                "Flags" => 32,
                "FontBBox" => [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max]
                    .map(|units| Object::Real(thousandths(units))).to_vec(),
                "ItalicAngle" => 0,
                "Ascent" => thousandths(face.ascender()),
                "Descent" => thousandths(face.descender()),
                "CapHeight" => thousandths(face.capital_height().unwrap_or(714)),
                "StemV" => if face.is_bold() { 140 } else { 80 },
            },
            to_unicode: compressed(Dictionary::new(), to_unicode(&glyphs).into_bytes()),
            widths: (0..face.number_of_glyphs())
                .map(|id| Object::Real(glyph(GlyphId(id)).advance * 1000.0))
                .collect(),
            glyphs,
        }
    }

    fn glyph(&self, character: char) -> Glyph {
        // A no-break space keeps words together and looks like a space.
        let character = if character.is_whitespace() { ' ' } else { character };
        self.glyphs.get(&character).copied().unwrap_or(self.replacement)
    }

    fn embed(&self, document: &mut Document) -> ObjectId {
        let program = document.add_object(self.program.clone());
        let mut descriptor = self.descriptor.clone();
        descriptor.set("FontFile2", program);
        let descriptor = document.add_object(descriptor);
        let descendant = document.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "CIDFontType2",
            "BaseFont" => self.name,
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => descriptor,
            "DW" => 1000,
            "W" => vec![0.into(), self.widths.clone().into()],
            "CIDToGIDMap" => "Identity",
        });
        let to_unicode = document.add_object(self.to_unicode.clone());
        document.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => self.name,
            "Encoding" => "Identity-H",
            "DescendantFonts" => vec![descendant.into()],
            "ToUnicode" => to_unicode,
        })
    }
}

/// Tells a viewer which character each glyph stands for.
fn to_unicode(glyphs: &BTreeMap<char, Glyph>) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    // Several characters may share a glyph (a space and a no-break space): the first one speaks for it.
    let mut characters = BTreeMap::new();
    for (character, glyph) in glyphs {
        characters.entry(glyph.id).or_insert(*character);
    }
    let characters: Vec<_> = characters.into_iter().collect();
    // A block holds at most 100 (Adobe technical note 5014).
    for block in characters.chunks(100) {
        let _never_fails = writeln!(map, "{} beginbfchar", block.len());
        for (glyph, character) in block {
            let _never_fails = writeln!(map, "<{glyph:04X}> <{:04X}>", u32::from(*character));
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}

fn compressed(dictionary: Dictionary, content: Vec<u8>) -> Stream {
    let mut stream = Stream::new(dictionary, content);
    // Left as it is when it cannot be made smaller, which is a good stream too.
    let _left_as_it_is = stream.compress();
    stream
}

fn int(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typeface_knows_the_letters_of_the_process_languages() {
        for weight in Weight::ALL {
            for character in "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ äöüß čďěňřšťůž őű āēīū șț §—–„”€ Ωά Їґєы".chars()
            {
                assert!(weight.typeface().glyphs.contains_key(&character), "{weight:?} {character}");
            }
        }
    }

    #[test]
    fn wide_text_is_wider_than_narrow_text() {
        assert!(Weight::Regular.width("WWW") > 2.0 * Weight::Regular.width("iii"));
        assert!(Weight::Bold.width("Umowa") > Weight::Regular.width("Umowa"));
    }
}
