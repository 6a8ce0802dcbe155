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
    /// Ask whether to withdraw.
    AskWithdraw,
    /// Take the document back.
    Withdraw,
    /// Close the open dialog.
    CloseDialog,
    /// Sign as the person who looks at the form.
    Sign,
    /// Open the signing page of the person with the address.
    SignFor(Email),
    /// Remind everybody who can be reminded.
    RemindAll,
    /// Remind the recipient of the id.
    Remind(String),
    /// Download the signed document.
    Download,
    /// Save the signed document on the form.
    Attach,
    /// Read the newest state from Autenti.
    Refresh,
    /// Load the form anew.
    Reload,
    /// Take away what is shown of the action's outcome.
    Dismiss(Box<Self>),
}

impl Action {
    /// What scripts of the page are told that it is called; none for what concerns the panel only.
    pub(crate) fn public_name(&self) -> Option<&'static str> {
        match self {
            Self::Send => Some("send"),
            Self::Withdraw => Some("withdraw"),
            Self::Sign | Self::SignFor(_) => Some("sign"),
            Self::RemindAll | Self::Remind(_) => Some("remind"),
            Self::Download => Some("download"),
            Self::Attach => Some("attach"),
            Self::Refresh => Some("refresh"),
            Self::AskSend | Self::AskWithdraw | Self::CloseDialog | Self::Reload | Self::Dismiss(_) => None,
        }
    }
}

/// As it stands in a button's `data-action`.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AskSend => f.write_str("ask-send"),
            Self::Send => f.write_str("send"),
            Self::AskWithdraw => f.write_str("ask-withdraw"),
            Self::Withdraw => f.write_str("withdraw"),
            Self::CloseDialog => f.write_str("close"),
            Self::Sign => f.write_str("sign"),
            Self::SignFor(email) => write!(f, "sign:{email}"),
            Self::RemindAll => f.write_str("remind"),
            Self::Remind(recipient) => write!(f, "remind:{recipient}"),
            Self::Download => f.write_str("download"),
            Self::Attach => f.write_str("attach"),
            Self::Refresh => f.write_str("refresh"),
            Self::Reload => f.write_str("reload"),
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
            Some(("remind", recipient)) => Self::Remind(recipient.to_owned()),
            Some(("dismiss", action)) => Self::Dismiss(Box::new(action.parse()?)),
            Some(_) => return Err(UnknownAction),
            None => match name {
                "ask-send" => Self::AskSend,
                "send" => Self::Send,
                "ask-withdraw" => Self::AskWithdraw,
                "withdraw" => Self::Withdraw,
                "close" => Self::CloseDialog,
                "sign" => Self::Sign,
                "remind" => Self::RemindAll,
                "download" => Self::Download,
                "attach" => Self::Attach,
                "refresh" => Self::Refresh,
                "reload" => Self::Reload,
                _ => return Err(UnknownAction),
            },
        })
    }
}
