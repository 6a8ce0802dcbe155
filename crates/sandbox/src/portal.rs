//! Stands in for the WEBCON portal: its REST API v6.0 and its form page.

use axum::Router;
use url::Url;

use crate::control::Control;

/// The stand-in, reachable at `origin`, asking `proxy` for tickets.
pub fn router(_origin: Url, _proxy: Url) -> Router {
    Control::new(|| {}).wrap(Router::new())
}
