//! Feeds a parser with what stands in a corpus, and with what comes of that by changes: bytes that are flipped, cut out,
//! repeated or put in, pieces of other entries, and numbers and letters at which programs have broken before.
//!
//! As a test it makes the same few thousand inputs each time. With `AUTENTI_FUZZ_SECONDS` it goes on for so long, with
//! other dice each time, which `AUTENTI_FUZZ_SEED` fixes. An input at which the parser fails is written to
//! `target/fuzz`; put into the corpus, it stays tested for good.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "it is part of tests, which fail where they must not go on"
)]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fastrand::Rng;

/// Changed inputs of a test that is not told how long to run.
const ROUNDS: u32 = 3000;

/// No input grows beyond this.
const LARGEST: usize = 256 * 1024;

/// At which programs have broken before.
const ODD: &[&[u8]] = &[
    b"",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\r\n",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[[[[[[[",
    b"{\"a\":",
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e999",
    b"2147483648",
    b"9223372036854775808",
    b"18446744073709551616",
    b"99999999999999999999999999",
    b".",
    b"..",
    b"=",
    b"==",
    b"%",
    b"%00",
    b"#{",
    b"${",
    b"<",
    b"env:",
    b"file:/dev/null",
    b"obj",
    b"endobj",
    b"stream",
    b"endstream",
    b"<<",
    b">>",
    b"/Length 4294967295",
    b"/Prev 0",
    b"xref",
    b"trailer",
];

/// Runs the target over every file of the corpus (files, and folders of files) and over what comes of them.
///
/// # Panics
/// When the target does, and when the corpus cannot be read or is empty.
pub fn fuzz(name: &str, corpus: &[&Path], target: impl Fn(&[u8])) {
    let entries = read(corpus);
    assert!(!entries.is_empty(), "{name}: the corpus is empty");
    for entry in &entries {
        run(name, entry, &target);
    }
    let seconds: Option<u64> = number("AUTENTI_FUZZ_SECONDS");
    let seed =
        number("AUTENTI_FUZZ_SEED").unwrap_or_else(|| if seconds.is_some() { fastrand::u64(..) } else { 0 });
    let mut rng = Rng::with_seed(seed);
    let started = Instant::now();
    let mut rounds = 0;
    let goes_on = |rounds: u32| match seconds {
        Some(seconds) => started.elapsed() < Duration::from_secs(seconds),
        None => rounds < ROUNDS,
    };
    while goes_on(rounds) {
        let input = changed(&entries, &mut rng);
        run(name, &input, &target);
        rounds += 1;
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn read(corpus: &[&Path]) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in corpus {
        if path.is_dir() {
            let entries = fs::read_dir(path).expect("the corpus can be listed");
            files.extend(entries.map(|entry| entry.expect("the corpus can be listed").path()));
        } else {
            files.push((*path).to_owned());
        }
    }
    // The same order everywhere, for the same dice.
    files.sort();
    files
        .iter()
        .map(|file| fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display())))
        .collect()
}

fn run(name: &str, input: &[u8], target: &impl Fn(&[u8])) {
    let Err(failure) = catch_unwind(AssertUnwindSafe(|| target(input))) else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fuzz");
    let file = folder.join(format!("{name}-{:016x}", fingerprint(input)));
    let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, input));
    kept.expect("the input that failed can be written");
    assert!(file.exists(), "the input that failed is there");
    // The name of the file is the last word, under the failure's own.
    let words = failure
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| failure.downcast_ref::<&str>().copied());
    match words {
        Some(words) => panic!("{name}: {words}; the input is {}", file.display()),
        None => resume_unwind(failure),
    }
}

/// FNV-1a: names an input.
fn fingerprint(input: &[u8]) -> u64 {
    input
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// An entry with one to eight changes.
fn changed(entries: &[Vec<u8>], rng: &mut Rng) -> Vec<u8> {
    let mut input = entries[rng.usize(..entries.len())].clone();
    for _ in 0..rng.usize(1..=8) {
        change(&mut input, entries, rng);
        input.truncate(LARGEST);
    }
    input
}

fn change(input: &mut Vec<u8>, entries: &[Vec<u8>], rng: &mut Rng) {
    let at = rng.usize(..=input.len());
    let end = at + rng.usize(..=(input.len() - at).min(64));
    match rng.u8(..8) {
        0 if at < input.len() => input[at] ^= 1 << rng.u8(..8),
        1 if at < input.len() => input[at] = rng.u8(..),
        2 => drop(input.drain(at..end)),
        3 => {
            let piece = input[at..end].repeat(rng.usize(1..=4));
            input.splice(at..at, piece);
        }
        4 | 5 => {
            let odd = ODD[rng.usize(..ODD.len())];
            input.splice(at..end.min(at + odd.len()), odd.iter().copied());
        }
        6 => {
            let other = &entries[rng.usize(..entries.len())];
            let from = rng.usize(..=other.len());
            let to = from + rng.usize(..=(other.len() - from).min(256));
            input.splice(at..end, other[from..to].iter().copied());
        }
        _ => input.truncate(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_inputs_are_made_each_time_and_many_of_them() {
        let entries = vec![b"{\"a\": 1}".to_vec(), b"[true, false]".to_vec()];
        let made = || {
            let mut rng = Rng::with_seed(0);
            (0..500).map(|_| changed(&entries, &mut rng)).collect::<Vec<_>>()
        };
        let mut inputs = made();
        assert_eq!(inputs, made());
        inputs.sort();
        inputs.dedup();
        assert!(inputs.len() > 400, "{}", inputs.len());
    }

    #[test]
    fn what_the_target_fails_at_is_written_down() {
        let folder = std::env::temp_dir().join(format!("fuzz-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("one"), b"good").expect("a file");
        let failed = catch_unwind(|| {
            fuzz("self-test", &[&folder], |input| assert!(input.starts_with(b"g"), "does not begin so"));
        });
        fs::remove_dir_all(&folder).expect("the folder goes");
        let words = failed.expect_err("the target fails");
        let words = words.downcast_ref::<String>().expect("words");
        let file = words.rsplit(' ').next().expect("a file");
        assert!(words.contains("does not begin so"), "{words}");
        assert!(!fs::read(file).expect("the input").starts_with(b"g"));
        fs::remove_file(file).expect("the input goes");
    }
}
