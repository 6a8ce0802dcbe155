//! Takes the words of panics out of the wasm.
//!
//! A panic in a browser ends in a trap, and what it has to say goes to a standard error that is not there. The
//! words are still a tenth of the download: messages, the code that formats them, and the place of each in the
//! source. (The standard library can be built without them, but not with the stable compiler.) So a panic here is
//! made the trap that it becomes anyway; wasm-opt then drops what nobody calls any more.

use std::collections::HashSet;

use walrus::ir::{Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, ElementItems, ExportItem, FunctionBuilder, FunctionId, FunctionKind, Module,
};

/// The functions through which a panic goes, by the beginning of their names. None of them returns.
const PANICS: &[&str] = &[
    "core::panicking::panic",
    "core::cell::panic_",
    "core::cell::lazy::panic_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::handle_error",
    "alloc::raw_vec::capacity_overflow",
    "std::thread::local::panic_access_error",
];

/// Makes every panic a trap without words. The module still needs its names for this.
pub(super) fn trap(module: &mut Module) {
    let panics: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .filter(|(id, _)| module.funcs.get(*id).name.as_deref().is_some_and(is_panic))
        .map(|(id, _)| id)
        .collect();
    for id in panics {
        replace(module, id);
    }
    trap_writers(module);
    forget_places(module);
}

/// Makes a function a trap.
fn replace(module: &mut Module, id: FunctionId) {
    let signature = module.types.get(module.funcs.get(id).ty());
    let (params, results) = (signature.params().to_vec(), signature.results().to_vec());
    let arguments = params.iter().map(|kind| module.locals.add(*kind)).collect();
    let mut trap = FunctionBuilder::new(&mut module.types, &params, &results);
    trap.func_body().unreachable();
    module.funcs.get_mut(id).kind = FunctionKind::Local(trap.local_func(arguments));
}

/// Traps what writes the words of panics. It stands in the table of functions, for objects that only panics made,
/// so wasm-opt cannot see that nobody calls it. If anything else writes with `core::fmt`, all of it stays.
fn trap_writers(module: &mut Module) {
    let is_writer = |id: FunctionId| module.funcs.get(id).name.as_deref().is_some_and(writes);
    let reached = reached(module, |id| !is_writer(id));
    if reached.iter().any(|id| is_writer(*id)) {
        return;
    }
    let writers: Vec<FunctionId> =
        module.funcs.iter_local().map(|(id, _)| id).filter(|id| is_writer(*id)).collect();
    for id in writers {
        replace(module, id);
    }
}

fn writes(name: &str) -> bool {
    let name = without_hashes(name);
    name.contains("core::fmt::") || name.contains("std::panicking::")
}

/// The functions that can be called: from outside or through the table, as far as `is_root` takes those for
/// beginnings, and from there on.
fn reached(module: &Module, is_root: impl Fn(FunctionId) -> bool) -> HashSet<FunctionId> {
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id),
        _ => None,
    });
    let in_tables = module.elements.iter().flat_map(|element| match &element.items {
        ElementItems::Functions(ids) => ids.clone(),
        ElementItems::Expressions(..) => Vec::new(),
    });
    let mut waiting: Vec<FunctionId> =
        exported.chain(in_tables).chain(module.start).filter(|id| is_root(*id)).collect();
    let mut reached = HashSet::new();
    while let Some(id) = waiting.pop() {
        if !reached.insert(id) {
            continue;
        }
        if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
            let mut calls = Calls(Vec::new());
            dfs_in_order(&mut calls, function, function.entry_block());
            waiting.extend(calls.0);
        }
    }
    reached
}

/// Whom a function calls.
struct Calls(Vec<FunctionId>);

impl Visitor<'_> for Calls {
    fn visit_function_id(&mut self, id: &FunctionId) {
        self.0.push(*id);
    }
}

fn is_panic(name: &str) -> bool {
    let name = without_hashes(name);
    PANICS.iter().any(|panic| name.starts_with(panic))
}

/// `core[c5930c85a12de822]::panicking::panic` without what stands in brackets.
fn without_hashes(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        rest = after.split_once(']').map_or("", |(_, after)| after);
    }
    plain + rest
}

/// Clears the places in the source that only panics told: path, line and column. What is all zero compresses to
/// nothing.
fn forget_places(module: &mut Module) {
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for segment in segments {
        let data = module.data.get_mut(segment);
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } = data.kind else {
            continue;
        };
        let Ok(start) = usize::try_from(start) else { continue };
        clear_places(&mut data.value, start);
    }
}

/// A place is four numbers: where its path is in memory, how long that is, the line, the column.
fn clear_places(data: &mut [u8], start: usize) {
    let number = |data: &[u8], at: usize| {
        let bytes = data.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    };
    let mut places = Vec::new();
    let mut paths = Vec::new();
    for at in (0..data.len()).step_by(4) {
        let Some((address, length)) = number(data, at).zip(number(data, at + 4)) else { continue };
        let path = address.checked_sub(start).map(|from| from..from.saturating_add(length));
        let Some(path) = path.filter(|path| data.get(path.clone()).is_some_and(is_path_of_source)) else {
            continue;
        };
        places.push(at..at + 16);
        paths.push(path);
    }
    for range in places.into_iter().chain(paths) {
        if let Some(bytes) = data.get_mut(range) {
            bytes.fill(0);
        }
    }
}

fn is_path_of_source(bytes: &[u8]) -> bool {
    let is_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/\\._-:".contains(byte);
    bytes.len() < 300 && bytes.ends_with(b".rs") && bytes.iter().all(is_path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_known_by_its_name_whatever_hash_it_carries() {
        for (name, expected) in [
            ("core[c5930c85a12de822]::panicking::panic_fmt", true),
            ("core::option::expect_failed::h0123456789abcdef", true),
            ("alloc[3ca501edff3f0c7c]::raw_vec::handle_error", true),
            ("autenti_form::failure::Failure::unreachable", false),
            ("core::ptr::drop_in_place<std[a5]::panicking::panic_handler::StaticStrPayload>", false),
        ] {
            assert_eq!(is_panic(name), expected, "{name}");
        }
    }

    #[test]
    fn a_place_is_cleared_and_nothing_beside_it() {
        let mut data = b"src/store.rs\0\0\0\0....".to_vec();
        for number in [1024_u32, 12, 77, 5, 1024, 9, 1, 1] {
            data.extend(number.to_le_bytes());
        }
        clear_places(&mut data, 1024);
        let mut expected = vec![0; 16];
        expected.extend(b"....");
        expected.extend([0; 16]);
        for number in [1024_u32, 9, 1, 1] {
            expected.extend(number.to_le_bytes());
        }
        assert_eq!(data, expected);
    }
}
