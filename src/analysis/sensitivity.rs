//! Which input moves the total most: each number of the design is raised a little, one at a time.

use super::{Analysis, alternative::comparable};
use crate::{
    base::{ConnectionId, Decimal, NodeId, Order as _, Text, Usd},
    cost::{Bill, Terms},
    model::{
        Entry,
        connection::Connection,
        edit::Edit,
        field::{FieldSpec, NumberMut},
        kinds::AnyResource,
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
    /// What it is now, and what was tried in its place.
    pub tried: (Decimal, Decimal),
    /// What a tenth more of it adds to the month's total; of a step, what the number that was tried adds.
    pub tenth_more: Usd,
    /// By how many percent the total grows for one percent more of it.
    pub elasticity: Decimal,
    /// Whether the total grows in steps here, so that neither says what some more of it would add.
    pub step: bool,
}

/// What moves the total.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sensitivities {
    /// What moves it most first, steps after everything else.
    pub all: Vec<Sensitivity>,
    /// How many inputs are left out because a price is not known with another number.
    pub unknown: usize,
}

/// Of how many resources, the dearest ones, the fields are tried.
const RESOURCES_MAX: usize = 20;
/// How many connections are tried.
const CONNECTIONS_MAX: usize = 100;

/// A record with another number, and which.
struct Raised<R> {
    spec: &'static FieldSpec,
    record: R,
    from: Decimal,
    to: Decimal,
}

/// One input with two other numbers, the second twice as far off.
struct Trial {
    input: Input,
    spec: &'static FieldSpec,
    from: Decimal,
    to: [Decimal; 2],
    edits: [Edit; 2],
}

impl Analysis {
    /// What each input does to the month's total. Inputs that move nothing are left out.
    pub fn sensitivities(&self, terms: &Terms) -> Sensitivities {
        let Some(scaled) = terms.requests.map(|requests| self.at_requests(requests)) else {
            return self.sensitivities_as_drawn(terms);
        };
        let terms = Terms { requests: None, ..terms.clone() };
        scaled.map(|design| design.sensitivities_as_drawn(&terms)).unwrap_or_default()
    }

    fn sensitivities_as_drawn(&self, terms: &Terms) -> Sensitivities {
        // The drawn bill comes first: with it, other designs take over what they share with this one.
        self.ledger();
        let bill = self.bill_for(terms.clone());
        let total = bill.monthly_total.amount();
        let mut found = Sensitivities::default();
        if total.is_zero() {
            return found;
        }
        for trial in self.trials(&bill) {
            let Trial { input, spec, from, to, edits } = trial;
            let moved = |edit: &Edit| {
                let other = self.with(std::slice::from_ref(edit))?.bill_for(terms.clone());
                comparable(&bill, &other).then(|| other.monthly_total.amount() - total)
            };
            let Some(first) = moved(&edits[0]) else {
                found.unknown += 1;
                continue;
            };
            let grown = to.map(|to| (to - from) / from);
            if first.is_zero() || grown.iter().any(Decimal::is_zero) {
                continue;
            }
            let slope = first / grown[0];
            // Where twice as much more adds about twice as much, a tenth more is a fair guess of any more.
            let again = moved(&edits[1]).map(|second| second / grown[1]);
            let step = again.is_none_or(|again| (again - slope).abs() > slope.abs() * STRAIGHT);
            let tenth_more = Usd::new(if step { first } else { slope / Decimal::TEN });
            let elasticity = (slope / total).round_dp(4);
            let tried = (from, to[0]);
            found.all.push(Sensitivity { input, label: &spec.label, tried, tenth_more, elasticity, step });
        }
        let size = |it: &Sensitivity| (!it.step, it.tenth_more.amount().abs());
        found
            .all
            .order_by(|one, other| size(other).cmp(&size(one)).then_with(|| one.input.cmp(&other.input)));
        found
    }

    /// Every number that is tried.
    fn trials(&self, bill: &Bill) -> Vec<Trial> {
        let mut trials = Vec::new();
        let workload = self.model().workload();
        for (place, entry) in workload.iter().enumerate() {
            let Some(at) = entry.at.target() else { continue };
            let edit = |entry: Entry| {
                let mut all = workload.to_vec();
                all[place] = entry;
                Edit::Workload(all)
            };
            trials.extend(tried(entry, &Input::Workload(at.clone()), edit));
        }
        let sums = bill.grouped(|line| line.resource.clone());
        let mut dearest: Vec<_> = sums.into_iter().filter_map(|(id, sum)| Some((sum.monthly, id?))).collect();
        dearest.order_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        for (_, id) in dearest.into_iter().take(RESOURCES_MAX) {
            let Some(node) = self.model().node(&id) else { continue };
            let edit = |resource: AnyResource| Edit::Change { id: id.clone(), resource };
            trials.extend(tried(&node.resource, &Input::Resource(id.clone()), edit));
        }
        for (id, connection) in self.model().connections().take(CONNECTIONS_MAX) {
            let edit = |connection: Connection| Edit::Connect { id: id.clone(), connection };
            trials.extend(tried(connection, &Input::Connection(id.clone()), edit));
        }
        trials
    }

    /// The same design with so many requests, shared out alike.
    pub(super) fn at_requests(&self, requests: Decimal) -> Option<Self> {
        let mut workload = self.model().workload().to_vec();
        let drawn = workload.iter().fold(Decimal::ZERO, |sum, it| sum.saturating_add(it.requests));
        let each = Decimal::from(workload.len().max(1));
        for entry in &mut workload {
            entry.requests = match drawn.is_zero() {
                true => requests / each,
                // The product first: it is exact wherever it fits.
                false => match requests.checked_mul(entry.requests) {
                    Some(product) => product / drawn,
                    None => (entry.requests / drawn).saturating_mul(requests),
                },
            };
        }
        self.with(&[Edit::Workload(workload)])
    }
}

/// How far from straight growth may be, as a share of it.
const STRAIGHT: Decimal = Decimal::from_parts(2, 0, 0, false, 1);

/// Each number of a record, tried a tenth and two tenths off.
fn tried<R: Editable>(record: &R, input: &Input, edit: impl Fn(R) -> Edit) -> Vec<Trial> {
    let count = numbers(record.clone().record());
    let each = (0..count).filter_map(|which| {
        let one = raise(record, which, 1)?;
        let two = raise(record, which, 2).or_else(|| raise(record, which, 1))?;
        let (spec, from, to) = (one.spec, one.from, [one.to, two.to]);
        Some(Trial { input: input.clone(), spec, from, to, edits: [edit(one.record), edit(two.record)] })
    });
    each.collect()
}

/// A record, or what holds one.
trait Editable: Clone {
    fn record(&mut self) -> &mut dyn Record;
}

impl Editable for Entry {
    fn record(&mut self) -> &mut dyn Record {
        self
    }
}

impl Editable for Connection {
    fn record(&mut self) -> &mut dyn Record {
        self
    }
}

impl Editable for AnyResource {
    fn record(&mut self) -> &mut dyn Record {
        self.as_record_mut()
    }
}

fn numbers(record: &mut dyn Record) -> usize {
    let mut count = 0;
    record.each_field(&mut |_, field| {
        count += usize::from(field.number().is_some());
    });
    count
}

/// Raises a record's number by so many tenths, a whole one at least by so many; by tenths less where it may not be more.
/// Zero stays.
fn raise<R: Editable>(record: &R, which: usize, tenths: u32) -> Option<Raised<R>> {
    let mut record = record.clone();
    let (mut place, mut done) = (0, None);
    record.record().each_field(&mut |spec, field| {
        let Some(number) = field.number() else { return };
        let old = number.get();
        let mine = place == which;
        place += 1;
        if !mine || old.is_zero() {
            return;
        }
        let by = |tenths: i64| old.saturating_mul(Decimal::new(10 + tenths, 1));
        // Both numbers that are tried lie on the same side.
        let up = spec.hint.refusal(by(2)).is_none();
        let far = i64::from(tenths);
        let new = if up { by(far) } else { by(-far) };
        let new = if matches!(number, NumberMut::Whole(_)) {
            let least = Decimal::from(tenths);
            if up { new.ceil().max(old + least) } else { new.floor().min(old - least) }
        } else {
            new
        };
        if !number.put(new) {
            return;
        }
        done = Some((spec, old, new));
    });
    let (spec, from, to) = done?;
    Some(Raised { spec, record, from, to })
}
