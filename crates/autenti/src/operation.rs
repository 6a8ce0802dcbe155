//! Every call that this client makes, by name: what [`Call::operation`](crate::Call::operation) tells of a
//! call that failed.

use api_client::Operation;

/// Asking for a token.
pub const SIGN_IN: Operation = Operation::SIGN_IN;
/// [`Client::create_draft`](crate::Client::create_draft).
pub const CREATE_DRAFT: Operation = Operation::changing("create a document");
/// [`Client::replace_draft`](crate::Client::replace_draft).
pub const REPLACE_DRAFT: Operation = Operation::changing("replace draft");
/// [`Client::document`](crate::Client::document).
pub const READ_DOCUMENT: Operation = Operation::reading("read document");
/// [`Client::documents`](crate::Client::documents).
pub const LIST_DOCUMENTS: Operation = Operation::reading("list documents");
/// [`Client::delete_draft`](crate::Client::delete_draft).
pub const DELETE_DRAFT: Operation = Operation::changing("delete draft");
/// [`Client::add_party`](crate::Client::add_party).
pub const ADD_PARTY: Operation = Operation::changing("add a participant to document");
/// [`Client::parties`](crate::Client::parties).
pub const LIST_PARTIES: Operation = Operation::reading("list the participants of document");
/// [`Client::action_links`](crate::Client::action_links).
pub const ACTION_LINKS: Operation = Operation::reading("get sign links of document");
/// [`Client::add_file`](crate::Client::add_file).
pub const ADD_FILE: Operation = Operation::changing("upload a file to document");
/// [`Client::remove_file`](crate::Client::remove_file).
pub const REMOVE_FILE: Operation = Operation::changing("remove a file of draft");
/// [`Client::files`](crate::Client::files) and [`Client::source_files`](crate::Client::source_files).
pub const LIST_FILES: Operation = Operation::reading("list the files of document");
/// [`Client::file_content`](crate::Client::file_content).
pub const DOWNLOAD_FILE: Operation = Operation::reading("download a file of document");
/// [`Client::send`](crate::Client::send).
pub const SEND: Operation = Operation::changing("send document");
/// [`Client::withdraw`](crate::Client::withdraw).
pub const WITHDRAW: Operation = Operation::changing("withdraw document");
/// [`Client::available_actions`](crate::Client::available_actions).
pub const AVAILABLE_ACTIONS: Operation = Operation::reading("ask what can be done with document");
/// [`Client::reminder_options`](crate::Client::reminder_options).
pub const REMINDER_OPTIONS: Operation = Operation::reading("ask whom to remind of document");
/// [`Client::remind`](crate::Client::remind).
pub const REMIND: Operation = Operation::changing("remind participants of document");
/// [`Client::tags`](crate::Client::tags).
pub const LIST_LABELS: Operation = Operation::reading("list the labels");
/// [`Client::callbacks`](crate::Client::callbacks).
pub const LIST_CALLBACKS: Operation = Operation::reading("list the webhook subscriptions");
/// [`Client::subscribe`](crate::Client::subscribe).
pub const SUBSCRIBE: Operation = Operation::changing("subscribe a webhook");
/// [`Client::unsubscribe`](crate::Client::unsubscribe).
pub const UNSUBSCRIBE: Operation = Operation::changing("end webhook subscription");
/// Fetching the keys that notifications are signed with.
pub const FETCH_KEYS: Operation = Operation::reading("fetch the keys of webhooks");
