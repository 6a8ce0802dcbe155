//! Writes PDFs of plain A4 pages: headings, paragraphs, rows and lines that flow from page to page.

use std::fmt::Write;

use lopdf::{Document, Object, Stream, dictionary, text_string};

mod merging;
mod reading;
mod typeface;

pub(crate) use merging::prepend;
pub(crate) use reading::{Unusable, open};
pub(crate) use typeface::Weight;

/// A4 in points.
pub(crate) const PAGE: (f32, f32) = (595.28, 841.89);
/// Space at the left and at the right.
const SIDE: f32 = 68.0;
const TOP: f32 = 72.0;
const BOTTOM: f32 = 76.0;
/// Width of the text.
pub(crate) const TEXT_WIDTH: f32 = PAGE.0 - 2.0 * SIDE;
const FOOTER_SIZE: f32 = 8.0;

/// How dark the text is: 0 black, 1 white.
const INK: f32 = 0.1;
const FAINT_INK: f32 = 0.42;

/// A document that is being written, from its top down.
pub(crate) struct Paper {
    /// Content streams; the last is being written.
    pages: Vec<String>,
    /// Where the next line's top is.
    y: f32,
    title: String,
    language: &'static str,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) weight: Weight,
    pub(crate) size: f32,
    pub(crate) faint: bool,
}

impl Style {
    pub(crate) const TITLE: Self = Self { weight: Weight::Bold, size: 20.0, faint: false };
    pub(crate) const HEADING: Self = Self { weight: Weight::Bold, size: 11.5, faint: false };
    pub(crate) const TEXT: Self = Self { weight: Weight::Regular, size: 10.5, faint: false };
    pub(crate) const STRONG: Self = Self { weight: Weight::Bold, ..Self::TEXT };
    pub(crate) const NOTE: Self = Self { weight: Weight::Regular, size: 9.0, faint: true };

    fn leading(self) -> f32 {
        self.size * 1.45
    }

    fn height(self, lines: &[String]) -> f32 {
        lines.iter().map(|_| self.leading()).sum()
    }
}

impl Paper {
    pub(crate) fn new(title: &str, language: &'static str) -> Self {
        Self { pages: vec![String::new()], y: PAGE.1 - TOP, title: title.to_owned(), language }
    }

    /// Text that breaks into lines, from the left edge.
    pub(crate) fn text(&mut self, text: &str, style: Style) {
        self.indented(text, style, 0.0);
    }

    /// Text that breaks into lines, with space to its left.
    pub(crate) fn indented(&mut self, text: &str, style: Style, indent: f32) {
        for line in lines(text, style, TEXT_WIDTH - indent) {
            self.room_for(style.leading());
            self.show(&line, style, SIDE + indent, self.y - style.size);
            self.y -= style.leading();
        }
    }

    /// Texts side by side, each breaking within its column; a column is its share of the width and its
    /// text. The row is never split over pages.
    pub(crate) fn row(&mut self, columns: &[(f32, &str)], style: Style) {
        const GAP: f32 = 10.0;
        let shares: f32 = columns.iter().map(|(share, _)| share).sum();
        let last = columns.len().saturating_sub(1);
        let set: Vec<(f32, Vec<String>)> = columns
            .iter()
            .enumerate()
            .map(|(at, (share, text))| {
                let width = TEXT_WIDTH * share / shares;
                let gap = if at == last { 0.0 } else { GAP };
                (width, lines(text, style, width - gap))
            })
            .collect();
        let height = set.iter().map(|(_, lines)| style.height(lines)).fold(0.0, f32::max);
        self.room_for(height);
        let top = self.y;
        let mut x = SIDE;
        for (width, lines) in set {
            let mut y = top;
            for line in lines {
                self.show(&line, style, x, y - style.size);
                y -= style.leading();
            }
            x += width;
        }
        self.y = top - height;
    }

    /// Empty space.
    pub(crate) fn space(&mut self, points: f32) {
        self.y -= points;
    }

    /// A thin line over the whole width.
    pub(crate) fn line(&mut self) {
        self.room_for(10.0);
        let y = self.y - 4.0;
        self.draw(&format!("0.75 G 0.6 w {SIDE:.2} {y:.2} m {:.2} {y:.2} l S", SIDE + TEXT_WIDTH));
        self.y -= 10.0;
    }

    /// Begins a new page unless so much room is left on this one.
    pub(crate) fn room_for(&mut self, points: f32) {
        if self.y - points < BOTTOM {
            self.pages.push(String::new());
            self.y = PAGE.1 - TOP;
        }
    }

    /// Ends it. The footer is asked for each page's own line, with the page's number and how many there are.
    pub(crate) fn finish(mut self, footer: impl Fn(usize, usize) -> String) -> Document {
        let style = Style { size: FOOTER_SIZE, ..Style::NOTE };
        let total = self.pages.len();
        for number in 0..total {
            let text = footer(number + 1, total);
            let x = (PAGE.0 - style.weight.width(&text) * style.size) / 2.0;
            self.pages[number].push_str(&shown(&text, style, x, BOTTOM / 2.0));
        }
        self.into_document()
    }

    fn show(&mut self, text: &str, style: Style, x: f32, y: f32) {
        self.draw(&shown(text, style, x, y));
    }

    fn draw(&mut self, operators: &str) {
        if let Some(page) = self.pages.last_mut() {
            page.push_str(operators);
            page.push('\n');
        }
    }

    fn into_document(self) -> Document {
        let mut document = Document::with_version("1.7");
        let mut fonts = dictionary! {};
        for weight in Weight::ALL {
            fonts.set(weight.resource(), weight.embed(&mut document));
        }
        let resources = document.add_object(dictionary! { "Font" => fonts });
        let tree = document.new_object_id();
        let kids: Vec<Object> = self
            .pages
            .into_iter()
            .map(|content| {
                let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
                let page = document.add_object(dictionary! {
                    "Type" => "Page",
                    "Parent" => tree,
                    "MediaBox" => vec![0.into(), 0.into(), PAGE.0.into(), PAGE.1.into()],
                    "Resources" => resources,
                    "Contents" => content,
                });
                page.into()
            })
            .collect();
        let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
        document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
        let catalog = document.add_object(dictionary! {
            "Type" => "Catalog",
            "Pages" => tree,
            "Lang" => Object::string_literal(self.language),
            "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
        });
        let info = document.add_object(dictionary! {
            "Title" => text_string(&self.title),
            "Producer" => Object::string_literal("autenti-sandbox"),
        });
        document.trailer.set("Root", catalog);
        document.trailer.set("Info", info);
        document
    }
}

/// The document as a file.
pub(crate) fn to_bytes(mut document: Document) -> Vec<u8> {
    document.compress();
    let mut file = Vec::new();
    #[expect(clippy::expect_used, reason = "a Vec takes everything that is written to it")]
    document.save_to(&mut file).expect("writing to memory cannot fail");
    file
}

/// Draws one line of text whose baseline begins at the point.
fn shown(text: &str, style: Style, x: f32, y: f32) -> String {
    let Style { weight, size, faint } = style;
    let ink = if faint { FAINT_INK } else { INK };
    let mut drawn = String::new();
    let _never_fails = write!(
        drawn,
        "BT {ink} g /{} {size} Tf {x:.2} {y:.2} Td <{}> Tj ET",
        weight.resource(),
        weight.encode(text)
    );
    drawn
}

/// Breaks the text between words, or within a word that is wider than a line.
fn lines(text: &str, style: Style, width: f32) -> Vec<String> {
    let fits = |line: &str| style.weight.width(line) * style.size <= width;
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        // Not `split_whitespace`: a no-break space does not break.
        for word in paragraph.split([' ', '\t', '\r']).filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for character in word.chars() {
                line.push(character);
                if !fits(&line) && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, character.to_string()));
                }
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_never_overflow() {
        let text = "Zażółć gęślą jaźń ".repeat(20) + &"x".repeat(300);
        let broken = lines(&text, Style::TEXT, 200.0);
        assert!(broken.len() > 10);
        for line in &broken {
            assert!(Weight::Regular.width(line) * Style::TEXT.size <= 200.0, "{line}");
        }
        assert_eq!(broken.concat().replace(' ', ""), text.replace(' ', ""));
    }

    #[test]
    fn a_long_text_goes_on_on_the_next_page() {
        let mut paper = Paper::new("Długi", "pl");
        for _ in 0..100 {
            paper.text("Zażółć gęślą jaźń", Style::TEXT);
        }
        let document = paper.finish(|page, of| format!("{page} / {of}"));
        assert_eq!(document.get_pages().len(), 3);
    }
}
