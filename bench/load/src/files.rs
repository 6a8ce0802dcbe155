//! What large files take of the proxy's memory while many people send them.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use futures_util::future::try_join_all;
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};
use serde_json::json;

use crate::print;
use crate::world::World;

const MEGABYTE: usize = 1024 * 1024;
/// Sends of an ordinary file at the same moment.
const ORDINARY: (usize, usize) = (16, 4 * MEGABYTE);
/// Sends of a file that is nearly as large as Autenti takes it, while Autenti is down.
const LARGE: (usize, usize) = (25, 15 * MEGABYTE);
/// How long sends are tried while Autenti is down.
const DOWN: Duration = Duration::from_secs(20);
/// What a page holds besides its text: a picture.
const PICTURE: usize = 24 * 1024;
const LINES: usize = 60;

pub(crate) async fn memory(program: &Path) -> Result<()> {
    let world = World::start(program, str::to_owned).await?;
    let elements = instances(&world, ORDINARY).await?;
    let rest = begin(&world)?;
    try_join_all(elements.iter().map(|element| world.send(*element))).await?;
    try_join_all(elements.iter().map(|element| world.is_out(*element))).await?;
    print("files/16-of-4-mb", "MB", &[(world.proxy()?.highest_memory()? - rest) / 1024.0]);
    drop(world);

    let up_to_20_mb =
        |config: &str| config.replace("category = \"3#", "largest_file = \"20MB\"\ncategory = \"3#");
    let world = World::start(program, up_to_20_mb).await?;
    world.tell_autenti("faults", &json!({ "path": "/api/v2/document-processes*", "status": 503 })).await?;
    let elements = instances(&world, LARGE).await?;
    let rest = begin(&world)?;
    try_join_all(elements.iter().map(|element| world.send(*element))).await?;
    tokio::time::sleep(DOWN).await;
    print("files/25-of-15-mb-down", "MB", &[(world.proxy()?.highest_memory()? - rest) / 1024.0]);
    Ok(())
}

/// Begins to watch; answers what the proxy holds at rest.
fn begin(world: &World) -> Result<f64> {
    world.proxy()?.reset_highest_memory()?;
    world.proxy()?.memory()
}

async fn instances(world: &World, (count, size): (usize, usize)) -> Result<Vec<i64>> {
    let file = scan(size)?;
    let mut elements = Vec::with_capacity(count);
    for _ in 0..count {
        elements.push(world.start_instance(std::slice::from_ref(&file), 2).await?);
    }
    Ok(elements)
}

/// A contract with text and a picture on every page, until it is as large.
fn scan(size: usize) -> Result<Bytes> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let mut kids = Vec::new();
    let text = text().encode()?;
    let of_page = PICTURE + text.len();
    for _ in 0..size / of_page {
        let picture: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..)).take(PICTURE).collect();
        let picture = document.add_object(Stream::new(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 128, "Height" => 192,
                "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
            },
            picture,
        ));
        let contents = document.add_object(Stream::new(dictionary! {}, text.clone()));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => contents,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => dictionary! {
                "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "X1" => picture },
            },
        });
        kids.push(Object::from(page));
    }
    let count = i64::try_from(kids.len())?;
    document
        .objects
        .insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes.into())
}

/// A page full of text.
fn text() -> Content<Vec<Operation>> {
    let line = "Wykonawca wykona dzielo zgodnie z umowa, w terminie i z nalezyta starannoscia, jak ustalono.";
    let mut operations = vec![
        Operation::new("q", vec![]),
        Operation::new("Do", vec!["X1".into()]),
        Operation::new("Q", vec![]),
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 9.into()]),
        Operation::new("Td", vec![50.into(), 800.into()]),
    ];
    for _ in 0..LINES {
        operations.push(Operation::new("Tj", vec![Object::string_literal(line)]));
        operations.push(Operation::new("Td", vec![0.into(), (-12).into()]));
    }
    operations.push(Operation::new("ET", vec![]));
    Content { operations }
}
