//! The description of the HTTP API. It is made from the code, so it cannot say anything else.

use axum::Json;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, OpenApi, RefOr, Required};
use utoipa::{Modify, OpenApi as _};

use super::{events, health, history, lookups, signing, tickets, webhooks};
use crate::signing::signed_document::DocumentPart;

/// `GET /openapi.json`.
pub(super) async fn document() -> Json<OpenApi> {
    Json(openapi())
}

/// The whole description.
pub fn openapi() -> OpenApi {
    Description::openapi()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "autenti-proxy",
        description = "The backend between a WEBCON form and Autenti. Failures are `application/problem+json` (RFC 9457) with a stable `code`; `detail` is for people and safe to show."
    ),
    paths(
        tickets::create_ticket,
        signing::read,
        events::events,
        history::history,
        signing::send,
        signing::cancel,
        signing::link,
        signing::remind,
        signing::withdraw,
        signing::download,
        signing::attach,
        lookups::look_up,
        webhooks::receive,
        health::alive,
        health::ready,
        health::metrics,
    ),
    components(schemas(DocumentPart)),
    modifiers(&Credentials, &IntegrationPaths),
)]
struct Description;

/// Tickets and integration keys.
struct Credentials;

impl Modify for Credentials {
    fn modify(&self, openapi: &mut OpenApi) {
        let components = openapi.components.get_or_insert_with(Components::default);
        let bearer = |description: &str| {
            let scheme =
                HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description)).build();
            SecurityScheme::Http(scheme)
        };
        components.add_security_scheme("ticket", bearer("A ticket from `POST /v1/tickets`"));
        components.add_security_scheme("integrationKey", bearer("A key of `[integration]`"));
    }
}

/// The calls of a ticket once more, for servers that name profile and instance themselves.
struct IntegrationPaths;

impl Modify for IntegrationPaths {
    fn modify(&self, openapi: &mut OpenApi) {
        let below = "/v1/signing";
        let copies: Vec<(String, PathItem)> = openapi
            .paths
            .paths
            .iter()
            .filter_map(|(path, item)| {
                let rest = path.strip_prefix(below)?;
                Some((
                    format!("/v1/profiles/{{profile}}/elements/{{element}}/signing{rest}"),
                    for_servers(item),
                ))
            })
            .collect();
        openapi.paths.paths.extend(copies);
    }
}

fn for_servers(item: &PathItem) -> PathItem {
    let mut item = item.clone();
    for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
        operation.security = Some(vec![SecurityRequirement::new("integrationKey", Vec::<String>::new())]);
        operation.operation_id = operation.operation_id.take().map(|id| format!("{id}_as_integration"));
        operation.tags = Some(vec!["integration".to_owned()]);
        let parameters = operation.parameters.get_or_insert_with(Vec::new);
        parameters.splice(
            0..0,
            [in_path("profile", "Name of the profile"), in_path("element", "WEBCON's element id")],
        );
    }
    item
}

fn in_path(name: &str, description: &str) -> RefOr<Parameter> {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(description))
        .build()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_of_a_ticket_is_there_for_servers_too() {
        let openapi = openapi();
        let paths = &openapi.paths.paths;
        let tickets: Vec<_> = paths.keys().filter_map(|path| path.strip_prefix("/v1/signing")).collect();
        assert_eq!(tickets.len(), 9);
        for rest in tickets {
            let path = format!("/v1/profiles/{{profile}}/elements/{{element}}/signing{rest}");
            assert!(paths.contains_key(&path), "{path}");
        }
    }
}
