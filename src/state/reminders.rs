//! Whom *Remind all* reminds.

use autenti_model::{Recipient, Signing};

use crate::dom::was_within_the_last_hour;

/// The ids of all who can be reminded and were not reminded a moment ago.
pub(crate) fn ids_to_remind(signing: &Signing) -> Vec<String> {
    let can = signing.recipients.iter().filter(|recipient| recipient.can_remind);
    can.filter(|recipient| !is_just_reminded(recipient)).map(|recipient| recipient.id.clone()).collect()
}

/// Whether the recipient was reminded so recently that *Remind all* leaves them out.
pub(crate) fn is_just_reminded(recipient: &Recipient) -> bool {
    recipient.reminded_at.as_deref().is_some_and(was_within_the_last_hour)
}
