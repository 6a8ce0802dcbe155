//! Every call that this client makes, by name: what [`Call::operation`](crate::Call::operation) tells of a
//! call that failed.

use api_client::Operation;

/// Asking for a token.
pub const SIGN_IN: Operation = Operation::SIGN_IN;
/// [`Client::me`](crate::Client::me).
pub const ME: Operation = Operation::reading("ask whom we are signed in as");
/// [`Client::element`](crate::Client::element).
pub const READ_ELEMENT: Operation = Operation::reading("read instance");
/// [`Client::form_layout`](crate::Client::form_layout).
pub const FORM_LAYOUT: Operation = Operation::reading("read the form of step");
/// [`Client::process_of`](crate::Client::process_of): the applications.
pub const READ_APPLICATIONS: Operation = Operation::reading("list the applications");
/// [`Client::process_of`](crate::Client::process_of): the processes of an application.
pub const READ_PROCESSES: Operation = Operation::reading("list the processes of application");
/// [`Client::workflows`](crate::Client::workflows).
pub const READ_PROCESS: Operation = Operation::reading("list the workflows of process");
/// [`Client::steps`](crate::Client::steps).
pub const READ_STEPS: Operation = Operation::reading("list the steps of workflow");
/// [`Client::paths`](crate::Client::paths).
pub const READ_PATHS: Operation = Operation::reading("list the paths of step");
/// [`Client::update_element`](crate::Client::update_element).
pub const UPDATE_ELEMENT: Operation = Operation::changing("update instance");
/// [`Client::checkout`](crate::Client::checkout).
pub const CHECKOUT: Operation = Operation::changing("check out instance");
/// [`Client::attachment_content`](crate::Client::attachment_content).
pub const READ_ATTACHMENT: Operation = Operation::reading("read attachment");
/// [`Client::add_attachment`](crate::Client::add_attachment).
pub const ADD_ATTACHMENT: Operation = Operation::changing("add an attachment to instance");
/// [`Client::replace_attachment`](crate::Client::replace_attachment).
pub const REPLACE_ATTACHMENT: Operation = Operation::changing("replace attachment");
/// [`Client::delete_attachment`](crate::Client::delete_attachment).
pub const DELETE_ATTACHMENT: Operation = Operation::changing("delete attachment");
/// [`Client::uda_rows`](crate::Client::uda_rows).
pub const UDA_ROWS: Operation = Operation::reading("read User Defined API");
