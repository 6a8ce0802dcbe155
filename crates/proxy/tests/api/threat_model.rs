//! The threat model names tests that there are.

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below.
fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn each_test_that_the_threat_model_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/security.md")).unwrap();
    let mut files = Vec::new();
    rust_files(&root.join("crates"), &mut files);
    let code: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    // The name of a test is a sentence; keys and metrics have fewer words, or are known by their beginning.
    let is_test = |word: &&str| {
        word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && word.matches('_').count() >= 3
            && !word.starts_with("autenti_proxy_")
    };
    let named: Vec<&str> = page.split('`').skip(1).step_by(2).filter(is_test).collect();
    assert!(named.len() > 25, "{named:?}");
    for test in named {
        assert!(code.contains(&format!("fn {test}(")), "docs/security.md names `{test}`, which is not there");
    }
}
