//! The recipients' item list as it stands on the page. The portal has no call that returns a list (facts: form in the
//! browser, "Data shapes"), so cell after cell is read.

use autenti_model::lookups::id_of;
use autenti_model::signing::RecipientsList;
use autenti_model::{Email, RecipientRow};

use super::{Host, NoAnswer};

/// The rows as the rules take them.
pub(crate) async fn rows(host: &dyn Host, list: &RecipientsList) -> Result<Vec<RecipientRow>, NoAnswer> {
    let mut rows = Vec::new();
    for number in 1..=host.count_rows(list.id).await? {
        let mut row = RecipientRow::default();
        for (property, column) in list.columns.iter() {
            take(&mut row, property, host.cell(list.id, number, column).await?);
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Puts what a cell holds into the property. One that a newer proxy names is passed over.
fn take(row: &mut RecipientRow, property: &str, cell: String) {
    let choice = || Some(id_of(&cell)).filter(|id| !id.is_empty());
    let is_ticked = cell == "1" || cell == "true";
    match property {
        "firstName" => row.first_name = cell,
        "lastName" => row.last_name = cell,
        "email" => row.email = Email::new(cell),
        "role" => row.role = choice().map(Into::into),
        "signatureType" => row.signature_type = choice().map(Into::into),
        "phone" => row.phone = cell,
        "smsAuthorisation" => row.sms_authorisation = is_ticked,
        "smsUnlock" => row.sms_unlock = is_ticked,
        "order" => row.order = cell.trim().parse().ok(),
        "representative" => row.representative = is_ticked,
        "vat" => row.vat = cell,
        "organisation" => row.organisation = cell,
        "position" => row.position = cell,
        _ => {}
    }
}
