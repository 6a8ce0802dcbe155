//! The multipart form of an upload: the one place that knows it.
//!
//! Three forms are in use, two of them in shipped products (facts: Autenti API, "Files"). None was tried
//! against the live service here, so the form can be switched.

/// Which parts an upload has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UploadForm {
    /// Fields `filePurpose` and `mimeType`, and the part `file`: the form of Autenti's own connector.
    #[default]
    Fields,
    /// Only the part `file`: the form of WEBCON's plugin.
    FileOnly,
    /// A JSON part `fileMeta` and the part `file`: the form that third parties attribute to the
    /// documentation.
    JsonMeta,
}
