//! The proxy through its front door, with the stand-ins behind it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails where it must not go on")]
#![allow(unreachable_pub, reason = "modules of one test program")]

mod accounts;
mod actions;
mod admin;
mod adoption;
mod any_request;
mod attachments;
mod audit;
mod bad_upstreams;
mod check;
mod commands;
mod connections;
mod erasure;
mod faults;
mod form;
mod from_nothing;
mod handed_over;
mod history;
mod in_doubt;
mod keys;
mod kills;
mod lands_late;
mod lies;
mod limits;
mod live;
mod logs;
mod news;
mod next_document;
mod nothing_forgotten;
mod open_to_all;
mod options;
mod people_wait;
mod profile;
mod profile_options;
mod profiles_folder;
mod promises;
mod readings;
mod recipients;
mod refusals;
mod refused_credentials;
mod reminders;
mod sending;
mod several;
mod signed_document;
mod signings_command;
mod store_away;
mod story;
mod support;
mod threat_model;
mod tickets;
mod upgrade;
mod written;
