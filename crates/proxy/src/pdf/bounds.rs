//! What looking at strangers' bytes costs, and that nothing in them stops it.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use flate2::{Compress, Compression, FlushCompress};
use proptest::prelude::*;
use proptest::sample::select;

use super::samples::*;
use super::*;

/// Far more than any file below takes, and far less than one without bounds would.
const SOON: Duration = Duration::from_secs(20);

fn inspected_soon(content: &[u8]) -> Result<Inspection, Unfit> {
    let started = Instant::now();
    let inspected = inspect(content, true, &Limits::default());
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    inspected
}

/// An object stream of one megabyte that takes a gigabyte when it is decompressed.
fn bomb(first: usize, head: &[u8]) -> Vec<u8> {
    let blanks = vec![b' '; 1024 * 1024];
    let mut compressor = Compress::new(Compression::best(), true);
    let mut stream = Vec::with_capacity(2 * 1024 * 1024);
    compressor.compress_vec(head, &mut stream, FlushCompress::Full).unwrap();
    let start = stream.len();
    compressor.compress_vec(&blanks, &mut stream, FlushCompress::Full).unwrap();
    // What is flushed as a whole depends on nothing before it, so it may stand as often as one likes.
    let block = stream[start..].to_vec();
    for _ in 1..1024 {
        stream.extend_from_slice(&block);
    }
    assert!((1_000_000..1_200_000).contains(&stream.len()), "{}", stream.len());
    let mut file = b"%PDF-1.7\n".to_vec();
    let dictionary = format!(
        "9 0 obj << /Type /ObjStm /N 2 /First {first} /Filter /FlateDecode /Length {} >> stream\n",
        stream.len()
    );
    file.extend_from_slice(dictionary.as_bytes());
    file.extend_from_slice(&stream);
    file.extend_from_slice(b"\nendstream endobj\ntrailer << /Root 1 0 R >>\n%%EOF");
    file
}

/// The most memory that this process has had, in bytes, where the system tells it.
fn most_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<usize>().ok().map(|kilobytes| kilobytes * 1024)
}

#[test]
fn a_stream_that_grows_a_thousandfold_costs_a_bounded_amount() {
    let page =
        b"1 0 2 40 << /Type /Catalog /Pages 2 0 R >>          << /Type /Pages /Kids [<< /Type /Page >>] >>";
    let files = [bomb(9, page), bomb(1024 * 1024 * 1024, page), bomb(1024 * 1024, page)];
    let limits = Limits { decompressed: 8 * 1024 * 1024, ..Limits::default() };
    let before = most_memory();
    let started = Instant::now();
    for file in files {
        assert_eq!(inspect(&file, false, &limits), Err(Unfit::TooComplex));
        assert_eq!(check_signed(&file, None, &limits), Ok(()));
    }
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    if let Some((before, after)) = before.zip(most_memory()) {
        // Other tests run beside this one, so it is not the last megabyte that counts.
        assert!(after - before < 128 * 1024 * 1024, "{} MB", (after - before) / 1024 / 1024);
    }
}

#[test]
fn a_file_that_is_full_of_beginnings_costs_a_bounded_amount() {
    for beginning in [
        "1 0 obj (",
        "1 0 obj <",
        "1 0 obj %",
        "1 0 obj [",
        "1 0 obj << /A ",
        "1 0 obj <<>> stream\n",
        "0 ",
        "9 0 R ",
    ] {
        let mut file = b"%PDF-1.7\n1 0 obj [".to_vec();
        while file.len() < 2 * 1024 * 1024 {
            file.extend_from_slice(beginning.as_bytes());
        }
        let inspected = inspected_soon(&file);
        assert!(
            matches!(inspected, Err(Unfit::Unreadable | Unfit::TooComplex)),
            "{beginning}: {inspected:?}"
        );
    }
}

#[test]
fn objects_that_share_their_bytes_are_not_read_without_end() {
    // A hundred thousand numbers for one object, which names them all.
    let mut head = String::new();
    let mut kids = String::from("<< /Kids [");
    for number in 10..20_010 {
        write!(head, "{number} 0 ").unwrap();
        write!(kids, "{number} 0 R ").unwrap();
    }
    kids.push_str("] >>");
    let mut file = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 10 0 R >> endobj\n".to_vec();
    let first = head.len();
    file.extend_from_slice(
        format!("2 0 obj << /Type /ObjStm /First {first} >> stream\n{head}{kids}").as_bytes(),
    );
    file.extend_from_slice(b"\nendstream endobj trailer << /Root 1 0 R >>");
    assert_eq!(inspected_soon(&file), Err(Unfit::TooComplex));
}

#[test]
fn deep_nesting_ends_without_a_crash() {
    for (open, close) in [("[", "]"), ("<</A", ">>"), ("(", ")")] {
        let file = format!("%PDF-1.7\n1 0 obj {}{} endobj", open.repeat(100_000), close.repeat(100_000));
        assert_eq!(inspected_soon(file.as_bytes()), Err(Unfit::Unreadable));
    }
}

fn known_files() -> Vec<Vec<u8>> {
    vec![
        pdf(with_signature_field(true)),
        compressed(with_signature_field(true)),
        encrypted("user"),
        encrypted(""),
        OWNER_ONLY.to_vec(),
        INHERITED_TYPE.to_vec(),
        EMPTY_XFA.to_vec(),
        ERROR_PAGE.to_vec(),
        FILLABLE.to_vec(),
    ]
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_inspected() {
    for file in known_files() {
        for length in 0..file.len() {
            let cut = &file[..length];
            let _ = inspected_soon(cut);
            assert!(check_signed(cut, Some(file.len() as u64), &Limits::default()).is_err());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_file_with_flipped_bits_is_inspected(
        file in select(known_files()),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..20),
    ) {
        let mut file = file;
        for (index, bit) in flips {
            let index = index.index(file.len());
            file[index] ^= 1 << bit;
        }
        let _ = inspect(&file, true, &Limits::default());
        let _ = check_signed(&file, None, &Limits::default());
    }

    #[test]
    fn files_made_of_words_of_the_format_are_judged(
        words in prop::collection::vec(
            select(vec![
                "1 0 obj", "2 0 obj", "endobj", "<<", ">>", "[", "]", "(", ")", "<", ">", "/Type", "/Catalog", "/Pages",
                "/Page", "/Kids", "/ObjStm", "/First", "/N", "/XRef", "/Root", "/Encrypt", "/AcroForm", "/Fields", "/FT",
                "/Sig", "/V", "/XFA", "/Parent", "/Length", "/Filter", "/FlateDecode", "1 0 R", "2 0 R", "0", "-1", "9999",
                "stream\n", "endstream", "trailer", "startxref", "%%EOF", "\\", "#", "%", "\n", "\u{0}",
            ]),
            0..80,
        ),
    ) {
        let file = format!("%PDF-1.7\n{}", words.join(" "));
        let _ = inspect(file.as_bytes(), true, &Limits::default());
        let _ = check_signed(file.as_bytes(), None, &Limits::default());
    }

    #[test]
    fn as_many_pages_are_found_as_there_are(pages in 1_usize..40, is_compressed: bool) {
        let make = if is_compressed { compressed } else { pdf };
        let file = make(move |document: &mut lopdf::Document, catalog: &mut lopdf::Dictionary| {
            let tree = document.new_object_id();
            let mut kids: Vec<lopdf::Object> = Vec::new();
            for _ in 0..pages {
                let page = lopdf::dictionary! { "Type" => "Page", "Parent" => tree };
                kids.push(document.add_object(page).into());
            }
            let node = lopdf::dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 };
            document.objects.insert(tree, node.into());
            catalog.set("Pages", tree);
        });
        let found = inspect(&file, false, &Limits::default()).unwrap();
        prop_assert_eq!(found.pages, Some(pages));
        let read = lopdf::Document::load_mem(&file).unwrap();
        prop_assert_eq!(read.get_pages().len(), pages);
    }
}
