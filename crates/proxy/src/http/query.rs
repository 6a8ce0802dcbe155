//! What stands behind the `?` of an address.

use autenti_model::ErrorCode;
use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::failure::{Failure, Result};

/// The same as [`Query`], with a refusal that is a problem document.
#[derive(Debug)]
pub(super) struct QueryParams<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for QueryParams<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let Query(params) = Query::try_from_uri(&parts.uri)
            .map_err(|error| Failure::new(ErrorCode::InvalidRequest).with_source(error))?;
        Ok(Self(params))
    }
}
