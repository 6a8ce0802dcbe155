//! Reads and changes instances of WEBCON.

use std::sync::Arc;
use std::time::Duration;

use webcon::{AttachmentId, DatabaseId, Element, ElementId, ElementUpdate, FormLayout, Mode, UpdateOptions};

use super::processes::Processes;
use super::{Checkout, Names, SelectedFile};
use crate::config::{FileAddress, Profile};
use crate::failure::Result;
use crate::pdf::Unfit;

/// How long a layout is remembered: it changes when a designer changes the process.
const LAYOUT_REMEMBERED: Duration = Duration::from_mins(10);

/// How long a layout that cannot be read is not asked for again, so that what is optional holds nobody up.
const MISSING_REMEMBERED: Duration = Duration::from_secs(30);

/// How long a layout is waited for.
const LAYOUT_TIMEOUT: Duration = Duration::from_secs(3);

/// The forms of WEBCON. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Forms {
    webcon: webcon::Client,
    processes: Processes,
    write_as_admin: bool,
    file_address: Option<FileAddress>,
    files: moka::future::Cache<FileKey, KnownFile>,
    looked_at: moka::future::Cache<FileKey, ()>,
    layouts: moka::future::Cache<LayoutKey, Option<Arc<FormLayout>>>,
    unreadable: moka::future::Cache<LayoutKey, ()>,
}

/// How long what was seen in a file is remembered: a file that is replaced has another version.
const FILE_REMEMBERED: Duration = Duration::from_hours(1);

/// How long a file is not looked at again after somebody began to: it may have failed, and it may be large.
const LOOK_REMEMBERED: Duration = Duration::from_mins(1);

/// A version of an attachment, and whether it may restrict changes.
type FileKey = (DatabaseId, AttachmentId, Option<i32>, bool);

/// What was seen in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// Bytes.
    pub size: u64,
    /// Why it cannot be sent; none when it can.
    pub unfit: Option<Unfit>,
}

/// Database, step and form type.
type LayoutKey = (DatabaseId, String);

impl Forms {
    /// The forms that a client reaches.
    pub fn new(webcon: webcon::Client, write_as_admin: bool, file_address: Option<FileAddress>) -> Self {
        let files = moka::future::Cache::builder().max_capacity(50_000).time_to_live(FILE_REMEMBERED);
        let looked_at = moka::future::Cache::builder().max_capacity(50_000).time_to_live(LOOK_REMEMBERED);
        let layouts = moka::future::Cache::builder().max_capacity(10_000).time_to_live(LAYOUT_REMEMBERED);
        let unreadable = moka::future::Cache::builder().max_capacity(10_000).time_to_live(MISSING_REMEMBERED);
        Self {
            processes: Processes::new(webcon.clone()),
            webcon,
            write_as_admin,
            file_address,
            files: files.build(),
            looked_at: looked_at.build(),
            layouts: layouts.build(),
            unreadable: unreadable.build(),
        }
    }

    /// Where the portal shows an attachment, if that is known.
    pub fn href(&self, database: DatabaseId, attachment: AttachmentId) -> Option<String> {
        self.file_address.as_ref().map(|address| address.of(database, attachment))
    }

    /// What was seen in that version of a file, if somebody has looked at it.
    pub(super) async fn known_file(&self, profile: &Profile, file: &SelectedFile) -> Option<KnownFile> {
        self.files.get(&file_key(profile, file)).await
    }

    /// Whether nobody has begun to look at that version of a file a moment ago; from now on somebody has.
    pub(super) async fn begins_to_look_at(&self, profile: &Profile, file: &SelectedFile) -> bool {
        self.looked_at.entry(file_key(profile, file)).or_insert(()).await.is_fresh()
    }

    /// Remembers what was seen in a file.
    pub(super) async fn remember_file(&self, profile: &Profile, file: &SelectedFile, known: KnownFile) {
        self.files.insert(file_key(profile, file), known).await;
    }

    /// The client.
    pub fn webcon(&self) -> &webcon::Client {
        &self.webcon
    }

    /// Whether fields that are read-only for the API account can be written all the same.
    pub fn writes_as_admin(&self) -> bool {
        self.write_as_admin
    }

    /// Reads an instance, and its layout if the profile needs it.
    ///
    /// # Errors
    /// [`ErrorCode::WrongProcess`](autenti_model::ErrorCode::WrongProcess), and what WEBCON fails with.
    pub async fn names(&self, profile: &Profile, element: ElementId) -> Result<Names> {
        let element = self.webcon.element(profile.database, element).await?;
        self.processes.check(profile, &element).await?;
        let names = Names::of(element);
        if names.knows_all(profile) { Ok(names) } else { Ok(self.with_layout(profile, names).await) }
    }

    /// Refuses an instance of another process than the profile's.
    ///
    /// # Errors
    /// [`ErrorCode::WrongProcess`](autenti_model::ErrorCode::WrongProcess), and what WEBCON fails with.
    pub async fn check_process(&self, profile: &Profile, element: &Element) -> Result<()> {
        self.processes.check(profile, element).await
    }

    /// With the layout, which alone knows database columns; without where it cannot be read.
    pub async fn with_layout(&self, profile: &Profile, names: Names) -> Names {
        if names.layout().is_some() {
            return names;
        }
        let layout = self.layout(profile.database, &names.element).await;
        names.with_layout(layout)
    }

    /// Reads an instance, with the layout even where that could not be read a moment ago: nobody waits for it.
    ///
    /// # Errors
    /// [`ErrorCode::WrongProcess`](autenti_model::ErrorCode::WrongProcess), and what WEBCON fails with.
    pub async fn names_with_layout(&self, profile: &Profile, element: ElementId) -> Result<Names> {
        let names = self.names(profile, element).await?;
        if names.layout().is_some() {
            return Ok(names);
        }
        let key = layout_key(profile.database, &names.element);
        let layout = self.read_layout(key, profile.database, &names.element).await;
        Ok(names.with_layout(layout))
    }

    /// The layout of a form; none when the API account may not read it, so that names are matched without it.
    async fn layout(&self, database: DatabaseId, element: &Element) -> Option<Arc<FormLayout>> {
        let key = layout_key(database, element);
        if self.unreadable.contains_key(&key) {
            return None;
        }
        self.read_layout(key, database, element).await
    }

    async fn read_layout(
        &self,
        key: LayoutKey,
        database: DatabaseId,
        element: &Element,
    ) -> Option<Arc<FormLayout>> {
        let read = async {
            let reading = self.webcon.form_layout(database, &element.step, &element.form_type);
            match tokio::time::timeout(LAYOUT_TIMEOUT, reading).await {
                Ok(Ok(layout)) => Ok(Some(Arc::new(layout))),
                // It takes an administrator to change that.
                Ok(Err(error @ webcon::Error::Forbidden { .. })) => {
                    tracing::info!(%error, "the form's layout may not be read");
                    Ok(None)
                }
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err("it was not answered in time".to_owned()),
            }
        };
        match self.layouts.try_get_with(key.clone(), read).await {
            Ok(layout) => layout,
            Err(error) => {
                tracing::info!(%error, "the form's layout cannot be read");
                self.unreadable.insert(key, ()).await;
                None
            }
        }
    }

    /// Changes an instance, and takes a path where one is given. An update that changes nothing ends no checkout.
    ///
    /// # Errors
    /// What WEBCON fails with.
    pub async fn update(
        &self,
        profile: &Profile,
        element: ElementId,
        update: &ElementUpdate,
        path: Option<&str>,
        checkout: Checkout,
    ) -> Result<()> {
        if update.is_empty() && path.is_none() {
            return Ok(());
        }
        let mode = if self.write_as_admin { Mode::Admin } else { Mode::Standard };
        let options =
            UpdateOptions { mode, path: path.map(str::to_owned), force_checkout: checkout.is_taken() };
        let update = checkout.noted(update);
        self.webcon.update_element(profile.database, element, &update, &options).await?;
        Ok(())
    }
}

fn layout_key(database: DatabaseId, element: &Element) -> LayoutKey {
    (database, format!("{:?} {:?}", element.step, element.form_type))
}

fn file_key(profile: &Profile, file: &SelectedFile) -> FileKey {
    (profile.database, file.id, file.version, profile.allow_restricted_pdf)
}
