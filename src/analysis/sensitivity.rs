//! Which input moves the total most: each number of the design is raised a little, one at a time.

use super::Analysis;
use crate::{
    base::{ConnectionId, Decimal, NodeId, Text, Usd},
    model::{
        edit::Edit,
        field::{FieldMut, FieldSpec},
        resource::Record,
    },
};

/// Where an input stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// The number of requests of the workload's entry.
    Workload(NodeId),
    /// A field of a resource.
    Resource(NodeId),
    /// A field of a connection.
    Connection(ConnectionId),
}

/// What one input does to the total.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// Where it stands.
    pub input: Input,
    /// The field.
    pub label: &'static Text,
    /// What a tenth more of it adds to the month's total.
    pub tenth_more: Usd,
    /// By how many percent the total grows for one percent more of it.
    pub elasticity: Decimal,
}

/// Of how many resources, the dearest ones, the fields are tried.
const RESOURCES_MAX: usize = 20;
/// How many connections are tried.
const CONNECTIONS_MAX: usize = 100;

impl Analysis {
    /// What each input does to the month's total, what moves it most first. Inputs that move nothing are left out.
    pub fn sensitivities(&self) -> Vec<Sensitivity> {
        let total = self.bill().monthly_total.amount();
        let mut found = Vec::new();
        if total.is_zero() {
            return found;
        }
        let mut try_one = |input: Input, label: &'static Text, grown: Decimal, edit: Edit| {
            let Some(other) = self.with(&[edit]) else { return };
            let moved = other.bill().monthly_total.amount() - total;
            if moved.is_zero() || grown.is_zero() {
                return;
            }
            let elasticity = (moved / total / grown).round_dp(4);
            let tenth_more = Usd::new(moved / grown / Decimal::TEN);
            found.push(Sensitivity { input, label, tenth_more, elasticity });
        };
        let workload = self.model().workload();
        for (place, entry) in workload.iter().enumerate() {
            let Some(at) = entry.at.target() else { continue };
            for (spec, entry, grown) in raised(entry) {
                let mut all = workload.to_vec();
                all[place] = entry;
                try_one(Input::Workload(at.clone()), &spec.label, grown, Edit::Workload(all));
            }
        }
        let sums = self.bill().grouped(|line| line.resource.clone());
        let mut dearest: Vec<_> = sums.into_iter().filter_map(|(id, sum)| Some((sum.monthly, id?))).collect();
        dearest.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        for (_, id) in dearest.into_iter().take(RESOURCES_MAX) {
            let Some(node) = self.model().node(&id) else { continue };
            let count = numbers(node.resource.clone().as_record_mut());
            for which in 0..count {
                let mut resource = node.resource.clone();
                if let Some((spec, grown)) = raise(resource.as_record_mut(), which) {
                    let edit = Edit::Change { id: id.clone(), resource };
                    try_one(Input::Resource(id.clone()), &spec.label, grown, edit);
                }
            }
        }
        for (id, connection) in self.model().connections().take(CONNECTIONS_MAX) {
            for (spec, connection, grown) in raised(connection) {
                let edit = Edit::Connect { id: id.clone(), connection };
                try_one(Input::Connection(id.clone()), &spec.label, grown, edit);
            }
        }
        let size = |it: &Sensitivity| it.tenth_more.amount().abs();
        found.sort_by(|one, other| size(other).cmp(&size(one)).then_with(|| one.input.cmp(&other.input)));
        found
    }
}

/// A record with each of its numbers raised, one at a time, and by which share.
fn raised<R: Record + Clone>(record: &R) -> Vec<(&'static FieldSpec, R, Decimal)> {
    let count = numbers(&mut record.clone());
    let each = (0..count).filter_map(|which| {
        let mut record = record.clone();
        let (spec, grown) = raise(&mut record, which)?;
        Some((spec, record, grown))
    });
    each.collect()
}

fn numbers(record: &mut dyn Record) -> usize {
    let mut count = 0;
    record.each_field(&mut |_, field| {
        count += usize::from(matches!(field, FieldMut::Whole(_) | FieldMut::Number(_)));
    });
    count
}

/// Raises a record's number by a tenth, a whole one at least by one, and says by which share it grew; by a tenth less where
/// it may not be more. Zero stays.
fn raise(record: &mut dyn Record, which: usize) -> Option<(&'static FieldSpec, Decimal)> {
    let (mut place, mut done) = (0, None);
    record.each_field(&mut |spec, field| {
        let old = match &field {
            FieldMut::Whole(number) => Decimal::from(**number),
            FieldMut::Number(number) => **number,
            FieldMut::Text(_)
            | FieldMut::Form(_)
            | FieldMut::Flag(_)
            | FieldMut::Choice(_)
            | FieldMut::Link(..)
            | FieldMut::Links(..)
            | FieldMut::Rows(_) => return,
        };
        let mine = place == which;
        place += 1;
        if !mine || old.is_zero() {
            return;
        }
        let more = old.saturating_mul(Decimal::new(11, 1));
        let less = old.saturating_mul(Decimal::new(9, 1));
        let new = if spec.hint.refusal(more).is_none() { more } else { less };
        let new = match field {
            FieldMut::Whole(number) => {
                let whole = if new > old { new.ceil() } else { new.floor() };
                let Ok(whole) = u32::try_from(whole) else { return };
                *number = whole;
                Decimal::from(whole)
            }
            FieldMut::Number(number) => {
                *number = new;
                new
            }
            FieldMut::Text(_)
            | FieldMut::Form(_)
            | FieldMut::Flag(_)
            | FieldMut::Choice(_)
            | FieldMut::Link(..)
            | FieldMut::Links(..)
            | FieldMut::Rows(_) => return,
        };
        done = Some((spec, (new - old) / old));
    });
    done
}
