use lopdf::{Object, Stream, dictionary};

use super::samples::*;
use super::*;

fn inspected(content: &[u8]) -> Result<(), Unfit> {
    inspect(content, false, &Limits::default()).map(|_| ())
}

#[test]
fn a_pdf_is_recognised_by_its_header() {
    assert_eq!(inspected(&pdf(|_, _| {})), Ok(()));
    assert_eq!(inspected(&[b"\xef\xbb\xbf".to_vec(), pdf(|_, _| {})].concat()), Ok(()));
    assert_eq!(inspected(b"PK\x03\x04"), Err(Unfit::NotPdf));
    assert_eq!(inspected(b""), Err(Unfit::NotPdf));
    let late = [vec![b' '; 1020], pdf(|_, _| {})].concat();
    assert_eq!(inspected(&late), Err(Unfit::NotPdf));
    let preceded = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), pdf(|_, _| {})].concat();
    assert_eq!(inspected(&preceded), Ok(()));
}

#[test]
fn what_a_damaged_file_says_of_itself_still_counts() {
    assert_eq!(inspected(b"%PDF-2.0\ntrailer << /Encrypt 5 0 R >>"), Err(Unfit::Encrypted));
    assert_eq!(inspected(b"%PDF-1.7\n<< /Type /Sig /ByteRange [0 1 2 3] >>"), Err(Unfit::Signed));
    assert_eq!(inspected(b"%PDF-1.7\n(not /EncryptMetadata)"), Err(Unfit::Unreadable));
}

#[test]
fn a_file_whose_pages_cannot_be_read_is_not_fit() {
    assert_eq!(inspected(ERROR_PAGE), Err(Unfit::Unreadable));
    assert_eq!(inspected(b"%PDF-1.7\n that nobody can parse"), Err(Unfit::Unreadable));
    let no_page = pdf(|document, catalog| {
        let tree = document
            .add_object(dictionary! { "Type" => "Pages", "Kids" => Vec::<Object>::new(), "Count" => 0 });
        catalog.set("Pages", tree);
    });
    assert_eq!(inspected(&no_page), Err(Unfit::Unreadable));
    let itself = pdf(|document, catalog| {
        let tree = document.new_object_id();
        document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => vec![tree.into()] }.into());
        catalog.set("Pages", tree);
    });
    assert_eq!(inspected(&itself), Err(Unfit::Unreadable));
}

#[test]
fn a_damaged_cross_reference_table_does_no_harm() {
    let whole = pdf(|_, _| {});
    let table = whole.windows(4).rposition(|part| part == b"xref").unwrap() - 5;
    assert_eq!(inspected(&whole[..table]), Ok(()));
    let shifted = [b"%PDF-1.7\n% something that was inserted\n".as_slice(), &whole].concat();
    assert_eq!(inspected(&shifted), Ok(()));
}

#[test]
fn pages_are_counted_in_compressed_files_and_after_changes() {
    let limits = Limits::default();
    for content in [pdf(|_, _| {}), compressed(|_, _| {}), FILLABLE.to_vec()] {
        let found = inspect(&content, false, &limits).unwrap();
        assert_eq!(found, Inspection { pages: Some(1), is_restricted: false });
    }
    // Appended: the page tree anew, with the page twice under two numbers.
    let appended = [
        FILLABLE,
        b"\n3 0 obj << /Type /Pages /Kids [4 0 R 7 0 R] /Count 2 >> endobj 7 0 obj << /Type /Page >> endobj",
    ]
    .concat();
    assert_eq!(inspect(&appended, false, &limits).unwrap().pages, Some(2));
}

#[test]
fn a_certified_file_is_not_fit() {
    for make in [pdf, compressed] {
        let certified = make(|document: &mut lopdf::Document, catalog: &mut lopdf::Dictionary| {
            let signature = document.add_object(dictionary! { "Type" => "Sig" });
            catalog.set("Perms", dictionary! { "DocMDP" => signature });
        });
        assert_eq!(inspected(&certified), Err(Unfit::Signed));
    }
}

#[test]
fn a_form_that_waits_for_a_signature_is_fit_and_a_signed_one_is_not() {
    assert_eq!(inspected(&pdf(with_signature_field(false))), Ok(()));
    assert_eq!(inspected(&pdf(with_signature_field(true))), Err(Unfit::Signed));
    assert_eq!(inspected(&compressed(with_signature_field(false))), Ok(()));
    assert_eq!(inspected(&compressed(with_signature_field(true))), Err(Unfit::Signed));
    assert_eq!(inspected(FILLABLE), Ok(()));
}

#[test]
fn a_signature_field_may_inherit_its_type_and_its_value() {
    assert_eq!(inspected(INHERITED_TYPE), Err(Unfit::Signed));
    let inherited = |parent: fn(lopdf::Object) -> lopdf::Dictionary,
                     kid: fn(lopdf::Object) -> lopdf::Dictionary| {
        pdf(move |document, catalog| {
            let value = signature(document);
            let kid = document.add_object(kid(value.clone()));
            let mut parent = parent(value);
            parent.set("Kids", vec![kid.into()]);
            let parent = document.add_object(parent);
            catalog.set("AcroForm", dictionary! { "Fields" => vec![parent.into()] });
        })
    };
    // None of these names its parent; it is known from above.
    let type_above = inherited(|_| dictionary! { "FT" => "Sig" }, |value| dictionary! { "V" => value });
    assert_eq!(inspected(&type_above), Err(Unfit::Signed));
    let both_above = inherited(
        |value| dictionary! { "FT" => "Sig", "V" => value },
        |_| dictionary! { "Subtype" => "Widget" },
    );
    assert_eq!(inspected(&both_above), Err(Unfit::Signed));
    let another_type = inherited(
        |value| dictionary! { "FT" => "Tx", "V" => value },
        |_| dictionary! { "FT" => "Sig", "V" => 1 },
    );
    assert_eq!(inspected(&another_type), Ok(()));
}

#[test]
fn a_signed_field_that_only_lies_on_a_page_counts() {
    for is_parent_told in [true, false] {
        let on_page = pdf(|document, catalog| {
            let value = signature(document);
            let parent = document.add_object(dictionary! { "FT" => "Sig" });
            let mut widget = dictionary! { "Subtype" => "Widget", "V" => value };
            if is_parent_told {
                widget.set("Parent", parent);
            }
            let widget = document.add_object(widget);
            let tree = catalog.get(b"Pages").unwrap().as_reference().unwrap();
            let page = document.get_dictionary(tree).unwrap().get(b"Kids").unwrap().as_array().unwrap()[0]
                .as_reference()
                .unwrap();
            document.get_dictionary_mut(page).unwrap().set("Annots", vec![widget.into()]);
        });
        assert_eq!(inspected(&on_page).is_err(), is_parent_told);
    }
}

#[test]
fn an_active_form_is_not_fit_and_an_empty_one_is_none() {
    let form = |xfa: fn(&mut lopdf::Document) -> Object| {
        pdf(move |document, catalog| {
            let xfa = xfa(document);
            catalog.set("AcroForm", dictionary! { "XFA" => xfa });
        })
    };
    let stream = |document: &mut lopdf::Document| {
        document.add_object(Stream::new(dictionary! {}, b"<xdp/>".to_vec())).into()
    };
    assert_eq!(inspected(&form(stream)), Err(Unfit::ActiveForm));
    let parts = |document: &mut lopdf::Document| {
        let part = document.add_object(Stream::new(dictionary! {}, b"<xdp/>".to_vec()));
        document.add_object(vec![Object::string_literal("template"), part.into()]).into()
    };
    assert_eq!(inspected(&form(parts)), Err(Unfit::ActiveForm));
    assert_eq!(inspected(EMPTY_XFA), Ok(()));
    assert_eq!(inspected(&form(|document| document.add_object(Vec::<Object>::new()).into())), Ok(()));
    assert_eq!(inspected(&form(|_| Object::Null)), Ok(()));
}

#[test]
fn a_file_behind_a_password_is_not_fit() {
    assert_eq!(inspected(&encrypted("user")), Err(Unfit::Encrypted));
    assert_eq!(inspect(&encrypted("user"), true, &Limits::default()), Err(Unfit::Encrypted));
}

#[test]
fn a_file_that_restricts_changes_is_fit_only_where_the_profile_says_so() {
    for content in [&encrypted(""), OWNER_ONLY] {
        assert_eq!(inspected(content), Err(Unfit::Restricted));
        let found = inspect(content, true, &Limits::default()).unwrap();
        assert_eq!(found, Inspection { pages: Some(1), is_restricted: true });
    }
}

#[test]
fn names_are_known_however_they_are_written() {
    let written = String::from_utf8_lossy(FILLABLE);
    let escaped =
        written.replace("/Kids", "/K#69ds").replace("/Page ", "/P#61ge ").replace("/AcroForm", "/Acro#46orm");
    assert_eq!(inspected(escaped.as_bytes()), Ok(()));
    let certified = written.replace("/Type /Catalog", "/Perms << /Doc#4dDP 9 0 R >> /Type /Catalog");
    assert_eq!(inspected(certified.as_bytes()), Err(Unfit::Signed));
}

#[test]
fn a_stream_whose_length_is_wrong_ends_where_it_says() {
    let written = String::from_utf8_lossy(FILLABLE);
    for length in ["/Length 999999", "/Length 8 0 R", "/Length -1", ""] {
        let wrong = written
            .replace("/Length 0", length)
            .replace("stream\nendstream", "stream\n1 0 obj null\nendstream");
        assert_eq!(inspected(wrong.as_bytes()), Ok(()), "{length}");
    }
}

#[test]
fn what_comes_back_is_the_signed_document_only_if_it_is_whole() {
    let limits = Limits::default();
    let whole = pdf(with_signature_field(true));
    let length = whole.len() as u64;
    assert_eq!(check_signed(&whole, Some(length), &limits), Ok(()));
    assert_eq!(check_signed(&whole, None, &limits), Ok(()));
    assert_eq!(check_signed(&compressed(with_signature_field(true)), None, &limits), Ok(()));
    assert_eq!(check_signed(&encrypted(""), None, &limits), Ok(()));
    assert_eq!(check_signed(b"", None, &limits), Err(Damage::Empty));
    assert_eq!(check_signed(b"<html>502 Bad Gateway</html>", None, &limits), Err(Damage::NotPdf));
    assert_eq!(check_signed(b"{\"code\":\"x\"}", Some(12), &limits), Err(Damage::NotPdf));
    let half = &whole[..whole.len() / 2];
    assert_eq!(check_signed(half, None, &limits), Err(Damage::Truncated));
    assert_eq!(
        check_signed(half, Some(length), &limits),
        Err(Damage::Length { expected: length, actual: half.len() as u64 })
    );
    assert_eq!(check_signed(&[ERROR_PAGE, b"%%EOF"].concat(), None, &limits), Err(Damage::Unreadable));
}
