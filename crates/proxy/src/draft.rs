//! What goes out: a plan, as Autenti takes it.

use autenti::{NewDocument, NewParty, Organisation};
use autenti_model::{ErrorCode, RecipientRow, Visualisation};

use crate::config::Account;
use crate::failure::{Failure, Result};
use crate::plan::Plan;

/// The draft of a plan, with what the configuration of the account and then of the profile add as it is.
///
/// # Errors
/// When a label or a VAT number is none.
pub(crate) fn new_document(plan: &Plan, account: &Account) -> Result<NewDocument> {
    let mut document = NewDocument::new(&plan.title)
        .message(&plan.message)
        .language(&plan.language)
        .as_organisation(plan.as_organisation)
        .visualisation(match plan.visualisation {
            Visualisation::Card => autenti::Visualisation::Card,
            Visualisation::Manual => autenti::Visualisation::Manual,
        });
    for label in plan.labels.iter().filter(|label| !label.trim().is_empty()) {
        document = document.tag(label.parse().map_err(|error: autenti::InvalidId| {
            Failure::new(ErrorCode::AutentiRefused).with_source(error)
        })?);
    }
    for recipient in &plan.recipients {
        document = document.party(new_party(recipient, plan.signing_order)?);
    }
    Ok(document.extra(account.extra.clone()).extra(plan.extra.clone()))
}

fn new_party(recipient: &RecipientRow, signing_order: bool) -> Result<NewParty> {
    let role = recipient.role.as_ref().map(|role| autenti::Role::from(role.as_str())).unwrap_or_default();
    let mut party =
        NewParty::new(role, &recipient.first_name, &recipient.last_name, recipient.email.as_str());
    if let Some(kind) = &recipient.signature_type {
        party = party.signature(autenti::SignatureType::from(kind.as_str()));
    }
    if recipient.sms_unlock {
        party = party.sms_to_open(&recipient.phone);
    }
    if recipient.sms_authorisation {
        party = party.sms_to_sign(&recipient.phone);
    }
    if let Some(order) = recipient.order.filter(|_| signing_order).and_then(|order| u32::try_from(order).ok())
    {
        party = party.priority(order);
    }
    if recipient.representative {
        let vat = recipient.vat.parse().map_err(|error: autenti::InvalidVatNumber| {
            Failure::new(ErrorCode::RecipientsInvalid).with_source(error)
        })?;
        party = party.member_of(Organisation {
            name: recipient.organisation.clone(),
            vat,
            position: recipient.position.clone(),
        });
    }
    Ok(party)
}
