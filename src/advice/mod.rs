//! Rules about a whole design, one file per rule. They read the engines' results and the model, and find.

mod dead_connection;

use crate::{
    base::ConnectionId,
    diag::{Report, Rule},
    model::Model,
    net::Judgement,
};
use std::collections::BTreeMap;

/// Every rule here.
pub static RULES: [&Rule; 2] = [&dead_connection::DEAD, &dead_connection::DENIED];

/// What the rules may read.
pub struct Design<'a> {
    /// The design.
    pub model: &'a Model,
    /// What becomes of each connection.
    pub judgements: &'a BTreeMap<ConnectionId, Judgement>,
}

/// Looks at a design.
pub fn look(design: &Design<'_>, report: &mut Report) {
    dead_connection::look(design, report);
}
