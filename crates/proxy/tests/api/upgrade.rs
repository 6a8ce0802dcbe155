//! An upgrade takes nothing from a form that is open: a page goes on with the module that it began with.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};

use crate::support::*;

/// Status, type, caching and content of a file.
async fn file(world: &World, name: &str) -> (StatusCode, String, String, Vec<u8>) {
    let answer = world.http.get(format!("{}/assets/{name}", world.proxy)).send().await.unwrap();
    let text = |name| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let (status, kind, cache) = (answer.status(), text(CONTENT_TYPE), text(CACHE_CONTROL));
    (status, kind, cache, answer.bytes().await.unwrap().to_vec())
}

/// Puts the files of a version in place of those of another.
fn install(world: &World, version: &str) {
    let folder = world.folder().join("assets");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, content) in [
        ("autenti-form.js".to_owned(), format!("loads {version}")),
        (format!("autenti-form-{version}.js"), format!("module {version}")),
        (format!("autenti-form-{version}.wasm"), format!("wasm {version}")),
        (format!("autenti-form-{version}.wasm.br"), format!("small {version}")),
    ] {
        std::fs::write(folder.join(name), content).unwrap();
    }
}

/// Ends the proxy and starts it again, until it serves what the folder holds.
async fn restart(world: &mut World) {
    world.stop().await;
    world.start().await;
    eventually(async || match world.http.get(format!("{}/readyz", world.proxy)).send().await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .await;
}

#[tokio::test]
async fn a_page_that_began_with_the_version_before_goes_on_with_it() {
    let mut world = World::with(|config| config.replace("../../../dist/assets", "assets")).await;
    install(&world, "0123456789");
    restart(&mut world).await;
    assert_eq!(file(&world, "autenti-form-0123456789.wasm").await.0, StatusCode::OK);
    install(&world, "abcdef0123");
    restart(&mut world).await;
    assert_eq!(file(&world, "autenti-form.js").await.3, b"loads abcdef0123");
    let (status, kind, cache, content) = file(&world, "autenti-form-0123456789.wasm").await;
    assert_eq!(
        (status, kind.as_str(), content.as_slice()),
        (StatusCode::OK, "application/wasm", &b"wasm 0123456789"[..])
    );
    assert!(cache.contains("immutable"), "{cache}");
    let (status, kind, _, content) = file(&world, "autenti-form-0123456789.js").await;
    assert_eq!(
        (status, kind.as_str(), content.as_slice()),
        (StatusCode::OK, "text/javascript", &b"module 0123456789"[..])
    );
    let url = format!("{}/assets/autenti-form-0123456789.wasm", world.proxy);
    let small = world.http.get(url).header(ACCEPT_ENCODING, "gzip, br").send().await.unwrap();
    assert_eq!(small.headers()[CONTENT_ENCODING], "br");
    assert_eq!(small.bytes().await.unwrap(), "small 0123456789");
    // What never was is not there, and neither is what is no file of the component.
    assert_eq!(file(&world, "autenti-form-ffffffffff.wasm").await.0, StatusCode::NOT_FOUND);
    // After a week and a day nobody has it any more.
    world.later(Duration::from_hours(8 * 24 + 1));
    restart(&mut world).await;
    assert_eq!(file(&world, "autenti-form-0123456789.wasm").await.0, StatusCode::NOT_FOUND);
    assert_eq!(file(&world, "autenti-form-abcdef0123.wasm").await.0, StatusCode::OK);
}
