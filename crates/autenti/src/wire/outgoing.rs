//! What is sent (facts: Autenti API, "Create draft", "Participants", "Constraint classifiers"; which
//! conditions go out for whom: plugin, "What goes out").

use serde::Serialize;
use serde_json::{Value, json};

use crate::constraint::{IDENTITY, PHONE_NUMBER, PRIORITY, SIGNATURE_TYPE, TO_OPEN, TO_SIGN, VISUALISATION};
use crate::new_document::NewDocument;
use crate::new_party::{NewParty, Organisation};
use crate::words::{Role, SignatureType};

/// The caller's own organisation as sender.
const OWN_ORGANISATION: &str = "PARTY-TENANT:SELF";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DocumentOut<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    process_language: &'a str,
    parties: Vec<PartyOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<IdOut<'a>>,
    constraints: Vec<ConstraintOut>,
}

#[derive(Serialize)]
pub(crate) struct PartyOut<'a> {
    party: PersonOut<'a>,
    role: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    constraints: Vec<ConstraintOut>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum PersonOut<'a> {
    #[serde(rename_all = "camelCase")]
    Person {
        first_name: &'a str,
        last_name: &'a str,
        contacts: [Value; 1],
        #[serde(skip_serializing_if = "Vec::is_empty")]
        relationships: Vec<Value>,
    },
    Own(IdOut<'a>),
}

#[derive(Serialize)]
struct IdOut<'a> {
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConstraintOut {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    constrained_actions: Vec<&'static str>,
    classifiers: [&'static str; 1],
    attributes: Value,
}

impl<'a> From<&'a NewDocument> for DocumentOut<'a> {
    fn from(document: &'a NewDocument) -> Self {
        let organisation = document.as_organisation.then(|| PartyOut {
            party: PersonOut::Own(IdOut { id: OWN_ORGANISATION }),
            role: "SENDER",
            constraints: Vec::new(),
        });
        Self {
            title: &document.title,
            description: &document.message,
            process_language: &document.language,
            parties: organisation.into_iter().chain(document.parties.iter().map(PartyOut::from)).collect(),
            tags: document.tags.iter().map(|tag| IdOut { id: tag.as_str() }).collect(),
            constraints: vec![constraint(
                Some(TO_SIGN),
                VISUALISATION,
                json!({ "visualisationId": document.visualisation.on_the_wire() }),
            )],
        }
    }
}

impl<'a> From<&'a NewParty> for PartyOut<'a> {
    fn from(party: &'a NewParty) -> Self {
        Self {
            party: PersonOut::Person {
                first_name: &party.first_name,
                last_name: &party.last_name,
                contacts: [json!({ "type": "CONTACT-TYPE:EMAIL", "attributes": { "email": party.email } })],
                relationships: party.organisation.iter().map(membership).collect(),
            },
            role: party.role.as_str(),
            constraints: constraints(party),
        }
    }
}

fn membership(organisation: &Organisation) -> Value {
    // Only TAXID-PL-NIP is documented; other countries follow the plugin.
    json!({
        "type": "PARTY_RELATIONSHIP-TYPE:MEMBER",
        "party": {
            "name": organisation.name,
            "extIds": [{
                "identificationSpace": format!("TAXID-{}-NIP", organisation.vat.country()),
                "identifier": organisation.vat.number(),
            }],
        },
        "attributes": { "relationshipDescription": organisation.position },
    })
}

fn constraints(party: &NewParty) -> Vec<ConstraintOut> {
    let mut constraints = Vec::new();
    let signature_type = party.signature_type.as_ref().filter(|_| party.role == Role::Signer);
    if let Some(signature_type) = signature_type {
        let required = json!({ "requiredClassifiers": [signature_type.on_the_wire()] });
        constraints.push(constraint(Some(TO_SIGN), SIGNATURE_TYPE, required));
    }
    if signature_type == Some(&SignatureType::Advanced) {
        constraints.push(constraint(Some(TO_SIGN), IDENTITY, identity(party)));
    }
    for (action, phone) in [(TO_OPEN, &party.sms_to_open), (TO_SIGN, &party.sms_to_sign)] {
        if let Some(phone) = phone {
            constraints.push(constraint(Some(action), PHONE_NUMBER, json!({ "phoneNumber": phone })));
        }
    }
    if let Some(priority) = party.priority
        && matches!(party.role, Role::Signer | Role::Approver)
    {
        constraints.push(constraint(None, PRIORITY, json!({ "priority": priority })));
    }
    constraints
}

/// What an identity is verified by. Names of its own members are in snake case, unlike everything else.
/// That the claims are the signer's names is inferred: the fact shows them empty.
fn identity(party: &NewParty) -> Value {
    json!({
        "identificationProfiles": [{
            "amr_values": ["autenti-v3"],
            "reuse_policy": { "reuse_duration": "PT24H" },
            "verified_claims": [{
                "verification": { "trust_framework": "eidas", "assurance_level": "substantial" },
                "claims": { "given_name": party.first_name, "family_name": party.last_name },
            }],
        }],
    })
}

fn constraint(action: Option<&'static str>, classifier: &'static str, attributes: Value) -> ConstraintOut {
    ConstraintOut { constrained_actions: action.into_iter().collect(), classifiers: [classifier], attributes }
}
