//! Reads and changes instances of WEBCON.

use std::sync::Arc;
use std::time::Duration;

use webcon::{DatabaseId, Element, ElementId, ElementUpdate, FormLayout, Mode, UpdateOptions};

use super::Names;
use crate::config::Profile;
use crate::failure::Result;

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
    write_as_admin: bool,
    layouts: moka::future::Cache<LayoutKey, Option<Arc<FormLayout>>>,
    unreadable: moka::future::Cache<LayoutKey, ()>,
}

/// Database, step and form type.
type LayoutKey = (DatabaseId, String);

impl Forms {
    /// The forms that a client reaches.
    pub fn new(webcon: webcon::Client, write_as_admin: bool) -> Self {
        let layouts = moka::future::Cache::builder().max_capacity(10_000).time_to_live(LAYOUT_REMEMBERED);
        let unreadable = moka::future::Cache::builder().max_capacity(10_000).time_to_live(MISSING_REMEMBERED);
        Self { webcon, write_as_admin, layouts: layouts.build(), unreadable: unreadable.build() }
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
    /// What WEBCON fails with.
    pub async fn names(&self, profile: &Profile, element: ElementId) -> Result<Names> {
        let element = self.webcon.element(DatabaseId(profile.database), element).await?;
        let names = Names::of(element);
        if names.knows_all(profile) { Ok(names) } else { Ok(self.with_layout(profile, names).await) }
    }

    /// With the layout, which alone knows database columns; without where it cannot be read.
    pub async fn with_layout(&self, profile: &Profile, names: Names) -> Names {
        if names.layout().is_some() {
            return names;
        }
        let layout = self.layout(DatabaseId(profile.database), &names.element).await;
        names.with_layout(layout)
    }

    /// The layout of a form; none when the API account may not read it, so that names are matched without it.
    async fn layout(&self, database: DatabaseId, element: &Element) -> Option<Arc<FormLayout>> {
        let key = (database, format!("{:?} {:?}", element.step, element.form_type));
        if self.unreadable.contains_key(&key) {
            return None;
        }
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

    /// Changes an instance, and takes a path where one is given.
    ///
    /// # Errors
    /// What WEBCON fails with.
    pub async fn update(
        &self,
        profile: &Profile,
        element: ElementId,
        update: &ElementUpdate,
        path: Option<&str>,
    ) -> Result<()> {
        if update.is_empty() && path.is_none() {
            return Ok(());
        }
        let mode = if self.write_as_admin { Mode::Admin } else { Mode::Standard };
        let options = UpdateOptions { mode, path: path.map(str::to_owned), ..UpdateOptions::default() };
        self.webcon.update_element(DatabaseId(profile.database), element, update, &options).await?;
        Ok(())
    }
}
