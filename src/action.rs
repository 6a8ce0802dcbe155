//! What a button asks for. A button is made with an [`Action`], so there is none that asks for nothing.

use std::fmt;
use std::str::FromStr;

use autenti_model::Email;

/// What a button asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Ask whether to send.
    AskSend,
    /// Send for signature.
    Send,
    /// Stop a sending that waits to be tried again.
    CancelSending,
    /// Ask whether to withdraw.
    AskWithdraw,
    /// Take the document back, for the reason; empty for none.
    Withdraw(String),
    /// Explain how a wrong recipient is put right.
    AskCorrect,
    /// Close the open dialog.
    CloseDialog,
    /// Sign as the person who looks at the form.
    Sign,
    /// Open the signing page of the person with the address.
    SignFor(Email),
    /// Show a code that opens the signing page on a phone: for the person with the address, or the one who looks at
    /// the form if that is empty.
    Phone(Email),
    /// Ask whether to remind everybody who can be reminded.
    AskRemind,
    /// Remind everybody who can be reminded.
    RemindAll,
    /// Remind the recipient of the id.
    Remind(String),
    /// Download the signed document.
    Download,
    /// Download the signature card.
    Card,
    /// Save the signed document on the form.
    Attach,
    /// Read what happened.
    History,
    /// Show only people with these letters in their names.
    Find(String),
    /// Read the newest state from Autenti.
    Refresh,
    /// Load the form anew.
    Reload,
    /// Something was copied to the clipboard.
    Copied,
    /// The browser did not let something be copied.
    NotCopied,
    /// Take away what is shown of the action's outcome.
    Dismiss(Box<Self>),
}

impl Action {
    /// What scripts of the page are told that it is called; none for what concerns the panel only.
    pub(crate) fn public_name(&self) -> Option<&'static str> {
        match self {
            Self::Send => Some("send"),
            Self::CancelSending => Some("cancel-sending"),
            Self::Withdraw(_) => Some("withdraw"),
            Self::Sign | Self::SignFor(_) | Self::Phone(_) => Some("sign"),
            Self::RemindAll | Self::Remind(_) => Some("remind"),
            Self::Download | Self::Card => Some("download"),
            Self::Attach => Some("attach"),
            Self::Refresh => Some("refresh"),
            Self::AskSend
            | Self::AskWithdraw
            | Self::AskCorrect
            | Self::AskRemind
            | Self::CloseDialog
            | Self::History
            | Self::Find(_)
            | Self::Reload
            | Self::Copied
            | Self::NotCopied
            | Self::Dismiss(_) => None,
        }
    }

    /// The action without what was typed for it: what is shown of one is shown of the other.
    pub(crate) fn without_words(&self) -> Self {
        match self {
            Self::Withdraw(_) => Self::Withdraw(String::new()),
            other => other.clone(),
        }
    }
}

/// As it stands in a button's `data-action`: a name, and after a colon what it is about.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AskSend => f.write_str("ask-send"),
            Self::Send => f.write_str("send"),
            Self::CancelSending => f.write_str("cancel-sending"),
            Self::AskWithdraw => f.write_str("ask-withdraw"),
            Self::Withdraw(reason) if reason.is_empty() => f.write_str("withdraw"),
            Self::Withdraw(reason) => write!(f, "withdraw:{reason}"),
            Self::AskCorrect => f.write_str("ask-correct"),
            Self::CloseDialog => f.write_str("close"),
            Self::Sign => f.write_str("sign"),
            Self::SignFor(email) => write!(f, "sign:{email}"),
            Self::Phone(email) => write!(f, "phone:{email}"),
            Self::AskRemind => f.write_str("ask-remind"),
            Self::RemindAll => f.write_str("remind"),
            Self::Remind(recipient) => write!(f, "remind:{recipient}"),
            Self::Download => f.write_str("download"),
            Self::Card => f.write_str("card"),
            Self::Attach => f.write_str("attach"),
            Self::History => f.write_str("history"),
            Self::Find(letters) => write!(f, "find:{letters}"),
            Self::Refresh => f.write_str("refresh"),
            Self::Reload => f.write_str("reload"),
            Self::Copied => f.write_str("copied"),
            Self::NotCopied => f.write_str("not-copied"),
            Self::Dismiss(action) => write!(f, "dismiss:{action}"),
        }
    }
}

/// A name that is no action's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnknownAction;

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(name: &str) -> Result<Self, UnknownAction> {
        Ok(match name.split_once(':') {
            Some(("sign", email)) => Self::SignFor(Email::new(email)),
            Some(("phone", email)) => Self::Phone(Email::new(email)),
            Some(("remind", recipient)) => Self::Remind(recipient.to_owned()),
            Some(("withdraw", reason)) => Self::Withdraw(reason.to_owned()),
            Some(("find", letters)) => Self::Find(letters.to_owned()),
            Some(("dismiss", action)) => Self::Dismiss(Box::new(action.parse()?)),
            Some(_) => return Err(UnknownAction),
            None => match name {
                "ask-send" => Self::AskSend,
                "send" => Self::Send,
                "cancel-sending" => Self::CancelSending,
                "ask-withdraw" => Self::AskWithdraw,
                "withdraw" => Self::Withdraw(String::new()),
                "ask-correct" => Self::AskCorrect,
                "close" => Self::CloseDialog,
                "sign" => Self::Sign,
                "ask-remind" => Self::AskRemind,
                "remind" => Self::RemindAll,
                "download" => Self::Download,
                "card" => Self::Card,
                "attach" => Self::Attach,
                "history" => Self::History,
                "refresh" => Self::Refresh,
                "reload" => Self::Reload,
                "copied" => Self::Copied,
                "not-copied" => Self::NotCopied,
                _ => return Err(UnknownAction),
            },
        })
    }
}
