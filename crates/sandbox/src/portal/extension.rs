//! Form field extensions: a package that Designer Studio imports, and the portal gives to its forms.
//!
//! facts: WEBCON form, form field extension: a `.bpspkg` is a zip with `manifest.json`, `component.js` and, if there
//! are any, `bundle.css`, `emptyValueValidator.js`, `additionalValidator.js` and pictures under `assets/`; a plugin
//! zip holds packages and a `<Project>.json` that names them. There is no place for other files, a wasm among them.
//! Their addresses in the portal, and how the manifest is checked, are inferred.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value as JsonValue, json};
use uuid::Uuid;

use super::Portal;
use super::uploaded_zip::{Files, Unreadable, extension, media_type, unpack};

const MANIFEST: &str = "manifest.json";
const COMPONENT: &str = "component.js";
const PICTURES: [&str; 5] = ["png", "jpg", "jpeg", "gif", "svg"];

/// Which generation of portals hosts extensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Generation {
    /// The model is `{ value }`, React is 19.
    #[default]
    #[serde(rename = "since-2023-r3")]
    Since2023R3,
    /// The model is the bare value; React is 18, used as the versions before it.
    #[serde(rename = "before-2023-r3")]
    Before2023R3,
}

impl Generation {
    fn model(self) -> &'static str {
        match self {
            Self::Since2023R3 => "value",
            Self::Before2023R3 => "legacy",
        }
    }

    fn react(self) -> &'static str {
        match self {
            Self::Since2023R3 => "/assets/portal/react/react-19.js",
            Self::Before2023R3 => "/assets/portal/react/react-18.js",
        }
    }
}

/// The package that was imported last, if any was.
#[derive(Debug, Default)]
pub(super) struct Imported(Option<Package>);

#[derive(Debug)]
struct Package {
    name: String,
    solution_id: Uuid,
    /// Changes with every import, so that a page loads the new files.
    import: Uuid,
    files: Files,
}

/// What is read of a package's manifest.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    package_name: String,
    solution_id: Uuid,
}

/// What is read of a plugin's JSON file: an object since 2023, a list before.
#[derive(Deserialize)]
#[serde(untagged)]
enum Plugin {
    Since2023 { extensions: Vec<Extension> },
    Before(Vec<OldExtension>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    #[serde(rename = "type")]
    kind: String,
    bps_control: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OldExtension {
    #[serde(rename = "Type")]
    kind: String,
    #[serde(rename = "BPSControl")]
    bps_control: Option<String>,
}

impl Plugin {
    fn names(&self, package: &str) -> bool {
        let is_meant =
            |kind: &str, control: Option<&str>| kind == "FormFieldExtension" && control == Some(package);
        match self {
            Self::Since2023 { extensions } => {
                extensions.iter().any(|it| is_meant(&it.kind, it.bps_control.as_deref()))
            }
            Self::Before(extensions) => {
                extensions.iter().any(|it| is_meant(&it.kind, it.bps_control.as_deref()))
            }
        }
    }
}

/// Why a package is not taken.
#[derive(Debug, thiserror::Error)]
enum NotTaken {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("the package has no {0}")]
    Missing(&'static str),
    #[error("manifest.json is not as expected: {0}")]
    Manifest(serde_json::Error),
    #[error("the plugin's JSON file is not as expected: {0}")]
    Plugin(serde_json::Error),
    #[error("the plugin zip has no JSON file beside the package")]
    NoPlugin,
    #[error("no extension of the plugin has the package `{0}` for its bpsControl")]
    NotNamed(String),
    #[error("`{0}` is no picture")]
    NoPicture(String),
}

impl Package {
    /// Reads a package, or the first one in a plugin zip.
    fn read(bytes: &[u8]) -> Result<Self, NotTaken> {
        let files = unpack(bytes)?;
        let Some(inner) = files.iter().find(|(name, _)| extension(name) == "bpspkg") else {
            return Self::of(files);
        };
        let package = Self::of(unpack(inner.1)?)?;
        let plugin = files.iter().find(|(name, _)| extension(name) == "json").ok_or(NotTaken::NoPlugin)?;
        let plugin: Plugin = serde_json::from_slice(plugin.1).map_err(NotTaken::Plugin)?;
        if plugin.names(&package.name) { Ok(package) } else { Err(NotTaken::NotNamed(package.name)) }
    }

    fn of(files: Files) -> Result<Self, NotTaken> {
        let manifest = files.get(MANIFEST).ok_or(NotTaken::Missing(MANIFEST))?;
        let manifest: Manifest = serde_json::from_slice(manifest).map_err(NotTaken::Manifest)?;
        if !files.contains_key(COMPONENT) {
            return Err(NotTaken::Missing(COMPONENT));
        }
        let is_picture = |name: &str| PICTURES.contains(&extension(name).to_lowercase().as_str());
        if let Some(other) = files.keys().find(|name| name.starts_with("assets/") && !is_picture(name)) {
            return Err(NotTaken::NoPicture(other.clone()));
        }
        Ok(Self {
            name: manifest.package_name,
            solution_id: manifest.solution_id,
            import: Uuid::new_v4(),
            files,
        })
    }

    fn has_place_for(name: &str) -> bool {
        matches!(name, COMPONENT | "bundle.css" | "emptyValueValidator.js" | "additionalValidator.js")
            || name.starts_with("assets/")
    }

    fn file(&self, name: &str) -> Option<&Bytes> {
        self.files.get(name).filter(|_| Self::has_place_for(name))
    }

    /// What a form needs to show it.
    fn to_json(&self, generation: Generation, configuration: &JsonValue) -> JsonValue {
        let names: Vec<&String> = self.files.keys().filter(|name| Self::has_place_for(name)).collect();
        json!({
            "solutionId": self.solution_id,
            "base": format!("/extensions/{}/", self.import),
            "files": names,
            "model": generation.model(),
            "react": generation.react(),
            "configuration": configuration,
        })
    }
}

impl Portal {
    /// What a form needs to show the extension; null when none was imported.
    pub(super) fn extension_json(&self, generation: Generation, configuration: &JsonValue) -> JsonValue {
        let imported = self.imported();
        imported.0.as_ref().map_or(JsonValue::Null, |package| package.to_json(generation, configuration))
    }
}

pub(super) fn router() -> Router<Portal> {
    Router::new().route("/extensions/{import}/{*path}", get(file))
}

/// What Designer Studio does when a plugin package is imported there, for testers and the demo.
pub(super) fn controls(portal: Portal) -> Router {
    Router::new().route("/sandbox/extension", post(import).get(show)).with_state(portal)
}

async fn import(State(portal): State<Portal>, body: Bytes) -> Response {
    match Package::read(&body) {
        Ok(package) => {
            *portal.imported() = Imported(Some(package));
            StatusCode::NO_CONTENT.into_response()
        }
        Err(reason) => (StatusCode::BAD_REQUEST, format!("{reason}\n")).into_response(),
    }
}

/// Name, solution and files of the package, null without one.
async fn show(State(portal): State<Portal>) -> Json<JsonValue> {
    let imported = portal.imported();
    Json(imported.0.as_ref().map_or(JsonValue::Null, |package| {
        let files: Vec<JsonValue> = package
            .files
            .iter()
            .map(|(name, content)| json!({ "name": name, "size": content.len() }))
            .collect();
        json!({ "packageName": package.name, "solutionId": package.solution_id, "files": files })
    }))
}

async fn file(State(portal): State<Portal>, Path((import, path)): Path<(Uuid, String)>) -> Response {
    let content = {
        let imported = portal.imported();
        let package = imported.0.as_ref().filter(|package| package.import == import);
        package.and_then(|package| package.file(&path)).cloned()
    };
    let Some(content) = content else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(&path)));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::super::uploaded_zip::zip;
    use super::*;

    const ID: &str = "6f1d2c3b-0000-4000-8000-0000000000e1";

    fn manifest() -> Vec<u8> {
        json!({ "packageName": "AutentiForm", "solutionId": ID }).to_string().into_bytes()
    }

    #[test]
    fn a_package_is_taken_alone_and_in_a_plugin_of_either_generation() {
        let package =
            zip(&[(MANIFEST, &manifest()), (COMPONENT, b"1"), ("assets/a.png", b"p"), ("x.wasm", b"w")]);
        let since = json!({ "version": "25", "extensions": [
            { "guid": ID, "name": "Autenti", "type": "FormFieldExtension", "bpsControl": "AutentiForm" }] });
        let before = json!([{ "Guid": ID, "Name": "Autenti", "Type": "FormFieldExtension", "BPSControl": "AutentiForm" }]);
        for bytes in [
            package.clone(),
            zip(&[("AutentiForm.bpspkg", &package), ("AutentiForm.json", since.to_string().as_bytes())]),
            zip(&[("AutentiForm.bpspkg", &package), ("AutentiForm.json", before.to_string().as_bytes())]),
        ] {
            let read = Package::read(&bytes).unwrap();
            assert_eq!((read.name.as_str(), read.solution_id.to_string().as_str()), ("AutentiForm", ID));
            assert!(read.file(COMPONENT).is_some() && read.file("assets/a.png").is_some());
            assert!(read.file("x.wasm").is_none(), "there is no place for it");
        }
    }

    #[test]
    fn what_is_wrong_with_a_package_is_named() {
        let package = zip(&[(MANIFEST, &manifest()), (COMPONENT, b"1")]);
        let other =
            json!({ "extensions": [{ "type": "FormFieldExtension", "bpsControl": "Other" }] }).to_string();
        for (bytes, reason) in [
            (zip(&[(COMPONENT, b"1")]), "the package has no manifest.json"),
            (zip(&[(MANIFEST, &manifest())]), "the package has no component.js"),
            (
                zip(&[(MANIFEST, &manifest()), (COMPONENT, b"1"), ("assets/a.txt", b"")]),
                "`assets/a.txt` is no picture",
            ),
            (zip(&[("p.bpspkg", &package)]), "the plugin zip has no JSON file beside the package"),
            (
                zip(&[("p.bpspkg", &package), ("p.json", other.as_bytes())]),
                "no extension of the plugin has the package `AutentiForm` for its bpsControl",
            ),
        ] {
            assert_eq!(Package::read(&bytes).unwrap_err().to_string(), reason);
        }
        assert!(matches!(
            Package::read(&zip(&[(MANIFEST, b"{}"), (COMPONENT, b"1")])),
            Err(NotTaken::Manifest(_))
        ));
    }
}
