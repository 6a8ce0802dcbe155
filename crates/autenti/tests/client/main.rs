//! The client against a server that answers as the recorded facts say, and against one that does not.

mod actions;
mod callbacks;
mod documents;
mod files;
mod network;
mod sign_in;
mod support;
