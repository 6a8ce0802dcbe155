//! The multipart form of an upload: the one place that knows it.
//!
//! Three forms are in use, two of them in shipped products (facts: Autenti API, "Files"). None was tried
//! against the live service here, so the form can be switched.

use api_client::MultipartBody;
use reqwest::multipart::{Form, Part};

use crate::file::NewFile;
use crate::words::FilePurpose;

/// Which parts an upload has. The part `file` carries the file's name in all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UploadForm {
    /// Fields `filePurpose` and `mimeType`, and the part `file`: the form of Autenti's own connector.
    #[default]
    Fields,
    /// Only the part `file`, as `application/octet-stream`: the form of WEBCON's plugin.
    FileOnly,
    /// A JSON part `fileMeta` and the part `file`: the form that third parties attribute to the
    /// documentation.
    JsonMeta,
}

/// A file to be signed, in one of the forms.
#[derive(Debug)]
pub(crate) struct Upload {
    form: UploadForm,
    file: NewFile,
}

impl Upload {
    pub(crate) fn new(form: UploadForm, file: NewFile) -> Self {
        Self { form, file }
    }
}

impl MultipartBody for Upload {
    fn form(&self) -> Form {
        let file = &self.file;
        // Line breaks would end the part's header.
        let name: String = file.name.chars().filter(|c| !c.is_control()).collect();
        let content = || {
            Part::stream_with_length(file.content.clone(), file.content.len() as u64).file_name(name.clone())
        };
        match self.form {
            UploadForm::Fields => Form::new()
                .text("filePurpose", FilePurpose::Source.on_the_wire())
                .text("mimeType", file.media_type.clone())
                .part("file", typed(content, &file.media_type)),
            UploadForm::FileOnly => Form::new().part("file", typed(content, "application/octet-stream")),
            UploadForm::JsonMeta => {
                let meta = serde_json::json!({
                    "filename": name,
                    "filePurpose": FilePurpose::Source.on_the_wire(),
                    "mimeType": file.media_type,
                });
                Form::new()
                    .part("fileMeta", typed(|| Part::text(meta.to_string()), "application/json"))
                    .part("file", typed(content, &file.media_type))
            }
        }
    }
}

/// The part with its media type, or without one when it is none: then Autenti goes by the name.
fn typed(part: impl Fn() -> Part, media_type: &str) -> Part {
    part().mime_str(media_type).unwrap_or_else(|_not_a_media_type| part())
}
