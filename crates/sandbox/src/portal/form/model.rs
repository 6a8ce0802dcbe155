//! The form as the page gets it: layout, values, paths, files, rules and the globals of the JavaScript API.
//!
//! facts: WEBCON form, form rules and globals. Fields that the matrix hides are not in it, so that the
//! page's JavaScript cannot reach them either.

use jiff::Timestamp;
use serde_json::{Value as JsonValue, json};

use crate::portal::controls::Settings;
use crate::portal::design::Design;
use crate::portal::external_control;
use crate::portal::form_rules::{FORM_RULES, ON_PAGE_LOAD};
use crate::portal::html_field;
use crate::portal::instance::{Attachment, Instance, Row};
use crate::portal::language::Language;
use crate::portal::people::{PEOPLE, User, has_task, is_admin, may_edit};
use crate::portal::process::{
    self, APPLICATION, APPLICATION_NAME, BUSINESS_ENTITY, BUSINESS_ENTITY_NAME, CATEGORIES, COLUMNS,
    CONTROL_TAB, Column, DATABASE, Editability, FIELDS, FORM_TYPE, FORM_TYPE_NAME, Field, Kind, PROCESS,
    Rule, SECOND_FIELD, Step, TICKET_FIELD, WORKFLOW, paths_from,
};
use crate::portal::session::Session;
use crate::portal::value::Value;

/// How the form is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Read,
    Edit,
    /// Everything editable, for administrators.
    Admin,
}

/// What the server made of the design for this form, which takes a call to the proxy.
pub(super) struct Made {
    pub(super) design: Design,
    /// Content of the HTML field.
    pub(super) html: String,
    /// Content of the second HTML field.
    pub(super) second_html: String,
    /// What the ticket field holds.
    pub(super) ticket: String,
    /// The configuration of the External custom control.
    pub(super) control: JsonValue,
    /// What the page needs to show the form field extension.
    pub(super) extension: JsonValue,
}

/// All that the page needs but what is made of the design.
pub(super) struct Opened<'a> {
    pub(super) instance: &'a Instance,
    pub(super) session: &'a Session,
    pub(super) view: View,
    pub(super) is_new: bool,
    /// Somebody else who is editing.
    pub(super) editor: Option<&'a User>,
    pub(super) settings: &'a Settings,
}

impl Opened<'_> {
    pub(super) fn to_json(&self, made: &Made) -> JsonValue {
        let language = self.session.language;
        let instance = self.instance;
        let person = self.session.person;
        let rules: Vec<JsonValue> = FORM_RULES
            .iter()
            .map(|rule| json!({ "id": rule.id, "name": rule.name, "text": rule.text }))
            .collect();
        let lite_model = json!({
            "formInfo": {
                "db": DATABASE,
                "app": APPLICATION,
                "id": if self.is_new { 0 } else { instance.id },
                "isNew": self.is_new,
                "number": if self.is_new { "" } else { instance.number.as_str() },
                "formType": FORM_TYPE_NAME.get(language),
                "application": APPLICATION_NAME.get(language),
                "title": instance.value("AttText2").as_text(),
                "version": instance.version,
                "step": instance.step.id(),
                "steps": steps(instance.step, language),
                "author": instance.author.name,
                "created": instance.created,
                "modified": instance.modified,
                "modifiedBy": instance.updated_by.name,
                "mode": match self.view { View::Read => "view", View::Edit => "edit", View::Admin => "admin" },
                "canEdit": may_edit(person, instance) && !instance.step.is_final(),
                "canAdminister": is_admin(person) && !self.is_new,
                "canDelete": is_admin(person) && !self.is_new,
                "hasTask": has_task(person, instance),
                "editor": self.editor.map(|user| user.name.as_str()),
            },
            "globals": self.globals(),
            "controls": FIELDS.iter().filter_map(|field| self.control(field, made)).collect::<Vec<_>>(),
            "paths": self.paths(),
            "attachments": {
                "categories": CATEGORIES
                    .iter()
                    .map(|category| json!({
                        "id": category.id, "name": category.name, "label": category.label.get(language),
                    }))
                    .collect::<Vec<_>>(),
                "files": instance.attachments.iter().map(file).collect::<Vec<_>>(),
            },
            "comments": instance
                .comments
                .iter()
                .map(|comment| json!({ "author": comment.author.name, "text": comment.text, "at": comment.at }))
                .collect::<Vec<_>>(),
            "scripts": {
                "jsToRegister": rules,
                "onPageLoad": [ON_PAGE_LOAD],
                "htmlFields": self.settings.html_field_scripts,
            },
            "externalControls": self.settings.external_controls,
            "businessRules": {
                "needsLabel": self.settings.ticket_rule.needs_label,
                "needsBuiltForm": self.settings.ticket_rule.needs_built_form,
            },
        });
        json!({ "liteData": { "liteModel": lite_model } })
    }

    /// facts: WEBCON form, globals: pairs `id#name`; `G_WFELEM` of a new instance is null since 2024 and was
    /// `0#` before. That the others are true booleans is inferred.
    fn globals(&self) -> JsonValue {
        let language = self.session.language;
        let instance = self.instance;
        let user = User::from(self.session.person);
        let pair = |id: i32, name: &str| format!("{id}#{name}");
        let element = if self.is_new {
            self.settings.old_new_element.then(|| pair(0, ""))
        } else {
            Some(pair(instance.id, &instance.number))
        };
        json!({
            "G_APP": pair(APPLICATION, APPLICATION_NAME.get(language)),
            "G_PROC": pair(PROCESS, APPLICATION_NAME.get(language)),
            "G_WF": pair(WORKFLOW, APPLICATION_NAME.get(language)),
            "G_DOCTYPE": pair(FORM_TYPE, FORM_TYPE_NAME.get(language)),
            "G_WFSTEP": pair(instance.step.id(), instance.step.name().get(language)),
            "G_WFSTEPFORMID": instance.step.id(),
            "G_COM": pair(BUSINESS_ENTITY, BUSINESS_ENTITY_NAME),
            "G_CURUSER": format!("{}#{}", self.settings.login(self.session.person), user.name),
            "G_WFELEM": element,
            "G_WFELEM_PARENT": null,
            "G_ATTCOUNT": instance.attachments.len(),
            "G_ADMINMODE": self.view == View::Admin,
            "G_EDITMODE": self.view != View::Read,
            "G_EDITVIEW": self.view != View::Read,
            "G_ISCHECKOUT": self.view != View::Read && !self.is_new,
            "G_ISNEW": self.is_new,
            "G_BROWSER_LANGUAGE": language.culture(),
            "G_ISMOBILE": false,
        })
    }

    fn control(&self, field: &Field, made: &Made) -> Option<JsonValue> {
        let matrix = self.settings.matrix().with_extension(made.design.extension.is_some());
        let rule = matrix.field(field, self.instance.step);
        let in_control_tab = field.id == CONTROL_TAB || field.parent == Some(CONTROL_TAB);
        let is_unused = in_control_tab && made.design.external_control.is_none()
            || field.id == SECOND_FIELD && made.second_html.is_empty();
        if !rule.visible || is_unused {
            return None;
        }
        let language = self.session.language;
        let mut json = json!({
            "id": field.id,
            "parent": field.parent,
            "panel": field.panel.placeholder(),
            "type": field.kind.type_name(),
            "name": field.name.get(language),
            "fieldName": field.stored_in,
        });
        match field.kind {
            Kind::AttributesGroup | Kind::TabPanel | Kind::Tab => {}
            Kind::Html => {
                let (html, text) = if field.id == SECOND_FIELD {
                    (&made.second_html, made.design.second_html_field())
                } else {
                    (&made.html, made.design.html_field(self.view == View::Read))
                };
                json["html"] = json!(html);
                json["references"] = json!(html_field::referenced_columns(text));
            }
            Kind::ExternalControl => {
                json["type"] = json!("ExternalControl");
                json["fieldName"] = json!(format!("UserControl_{}", field.id));
                json["editMode"] = json!(self.edit_mode(rule));
                let address = made.design.external_control_address.as_deref();
                json["source"] = json!(address.unwrap_or(external_control::ADDRESS));
                json["config"] = made.control.clone();
            }
            Kind::ItemList => {
                json["editMode"] = json!(self.edit_mode(rule));
                json["columns"] = COLUMNS.iter().filter_map(|column| self.column(column)).collect();
                json["rows"] = self.instance.rows.iter().map(item_row).collect();
            }
            kind => {
                json["editMode"] = json!(self.edit_mode(rule));
                json["required"] = json!(rule.required);
                json["value"] = plain(self.instance.value(field.stored_in), kind);
                json["options"] = options(kind, language);
                json["scriptToRunOnChange"] = field
                    .on_change
                    .and_then(|id| FORM_RULES.iter().find(|rule| rule.id == id))
                    .map_or(JsonValue::Null, |rule| json!(rule.text));
                if matches!(kind, Kind::Extension) {
                    json["type"] = json!("Extension");
                    json["extension"] = made.extension.clone();
                }
                if field.id == TICKET_FIELD {
                    json["value"] = json!(made.ticket);
                    json["isHidden"] = json!(true);
                }
            }
        }
        Some(json)
    }

    fn column(&self, column: &Column) -> Option<JsonValue> {
        let rule = self.settings.matrix().column(column, self.instance.step);
        rule.visible.then(|| {
            json!({
                "id": column.id,
                "fieldName": column.stored_in,
                "name": column.name.get(self.session.language),
                "type": column.kind.column_type_name(),
                "editMode": self.edit_mode(rule),
                "required": rule.required,
                "options": options(column.kind, self.session.language),
            })
        })
    }

    /// facts: WEBCON form, form field extension: a control is `Edit`, `ReadOnly` or `ReadOnlyHtml`. Which
    /// matrix entry makes which is inferred.
    fn edit_mode(&self, rule: Rule) -> &'static str {
        match (self.view, rule.editability) {
            (View::Admin, _) | (View::Edit, Editability::Editable) => "Edit",
            (View::Edit, Editability::ReadOnlyJs) => "ReadOnly",
            (View::Read, _) | (View::Edit, Editability::ReadOnly) => "ReadOnlyHtml",
        }
    }

    fn paths(&self) -> Vec<JsonValue> {
        if self.view == View::Read {
            return Vec::new();
        }
        paths_from(self.instance.step)
            .map(|path| {
                json!({
                    "id": path.id,
                    "name": path.name.get(self.session.language),
                    "isDefault": path.is_default,
                    "ends": path.to == Step::Cancelled,
                })
            })
            .collect()
    }
}

/// The steps of the way that the instance is on: those of the other ending are left out.
fn steps(current: Step, language: Language) -> Vec<JsonValue> {
    let other_ending = if current == Step::Cancelled { Step::Done } else { Step::Cancelled };
    Step::ALL
        .into_iter()
        .filter(|step| *step != other_ending)
        .map(|step| json!({ "id": step.id(), "name": step.name().get(language) }))
        .collect()
}

/// A value for the page: days without a time, everything else as the API says it.
fn plain(value: &Value, kind: Kind) -> JsonValue {
    match value {
        Value::Day(day) => json!(day),
        value => value.to_json(kind),
    }
}

fn options(kind: Kind, language: Language) -> JsonValue {
    match kind {
        Kind::ChoiceList(dictionary) => dictionary
            .iter()
            .map(|choice| {
                json!({
                    "id": choice.id,
                    "name": choice.name.get(Language::English),
                    "label": choice.name.get(language),
                })
            })
            .collect(),
        Kind::People | Kind::Users => PEOPLE
            .iter()
            .map(|person| {
                let user = User::from(person);
                json!({ "id": user.login, "name": user.name, "label": user.name })
            })
            .collect(),
        _ => JsonValue::Null,
    }
}

fn item_row(row: &Row) -> JsonValue {
    let cells: serde_json::Map<String, JsonValue> = COLUMNS
        .iter()
        .map(|column| (column.stored_in.to_owned(), plain(row.cell(column.stored_in), column.kind)))
        .collect();
    json!({ "id": row.id, "cells": cells })
}

fn file(attachment: &Attachment) -> JsonValue {
    json!({
        "id": attachment.id,
        "name": attachment.name,
        "description": attachment.description,
        "category": attachment.category.and_then(process::category).map(|category| category.id),
        "size": attachment.content.bytes().len(),
        "author": attachment.author.name,
        "modified": attachment.modified,
        "version": attachment.version,
        "isPublished": attachment.published,
    })
}

/// A form that is only being filled in.
pub(super) fn new_instance(session: &Session, now: Timestamp) -> Instance {
    crate::portal::store::blank(0, &User::from(session.person), now)
}
