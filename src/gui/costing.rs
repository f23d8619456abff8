//! What the cost tab shows: which view, under which terms, and how the table of its bill is sorted and unfolded.

use super::{kept::Found, strings as s};
use crate::{
    analysis::{Bill, FreeTier, Line, Terms},
    base::{Decimal, Lang, NodeId, Order as _, RegionName, Text},
};
use std::{collections::BTreeSet, rc::Rc};

/// What the tab is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CostView {
    /// The bill, line by line.
    #[default]
    Bill,
    /// What it comes to with more requests.
    Growth,
    /// Other designs that do the same.
    Instead,
    /// How serverless the design is.
    Serverless,
}

impl CostView {
    /// Every one, in the order of the tab.
    pub const ALL: [Self; 4] = [Self::Bill, Self::Growth, Self::Instead, Self::Serverless];

    /// What it is called.
    pub fn label(self) -> &'static Text {
        match self {
            Self::Bill => &s::BILL,
            Self::Growth => &s::GROWTH,
            Self::Instead => &s::INSTEAD,
            Self::Serverless => &s::SERVERLESS,
        }
    }

    /// Whether its figures follow the terms of the tab.
    pub fn has_terms(self) -> bool {
        matches!(self, Self::Bill | Self::Growth)
    }
}

/// What the tab's bill is for. The rest of the editor goes by what is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CostTerms {
    /// A region in place of the drawn ones.
    pub region: Option<RegionName>,
    /// Whether free allowances are lines.
    pub free: bool,
}

impl CostTerms {
    /// The terms of a bill, for the drawn workload or for another number of requests.
    pub fn terms(&self, requests: Option<Decimal>) -> Terms {
        let free_tier = if self.free { FreeTier::Always } else { FreeTier::None };
        Terms { requests, region: self.region.clone(), free_tier }
    }
}

/// A column of the bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Which resource.
    Resource,
    /// What of it.
    Component,
    /// How many.
    Quantity,
    /// At which price.
    UnitPrice,
    /// What it costs in a month.
    Month,
    /// What one more million requests cost.
    Million,
}

impl Column {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Resource, Self::Component, Self::Quantity, Self::UnitPrice, Self::Month, Self::Million];

    /// Its title.
    pub fn title(self) -> &'static Text {
        match self {
            Self::Resource => &s::RESOURCE,
            Self::Component => &s::COMPONENT,
            Self::Quantity => &s::QUANTITY,
            Self::UnitPrice => &s::UNIT_PRICE,
            Self::Month => &s::COST_MONTH,
            Self::Million => &s::COST_MILLION,
        }
    }

    /// Whether it holds figures, which stand at the right and are sorted with the greatest first.
    pub fn is_figure(self) -> bool {
        !matches!(self, Self::Resource | Self::Component)
    }
}

/// The order of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: Column,
    /// Whether the greatest is first.
    pub falling: bool,
}

/// What stays the same of a line from one bill to the next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineKey(Option<NodeId>, String, String, bool);

impl LineKey {
    /// Of a line.
    pub fn of(line: &Line) -> Self {
        Self(line.resource.clone(), line.sku.to_string(), line.component.to_string(), line.cost.is_some())
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillRow {
    /// A line, by its place in the bill.
    Line(usize),
    /// How its cost comes about, what it follows, and its price's name.
    Arithmetic(usize),
    /// Where the price is from, and when it was seen.
    Source(usize),
}

/// Rows that were laid out, and of what.
#[derive(Debug)]
struct Laid {
    of: Rc<Found>,
    lang: Lang,
    rows: Rc<[BillRow]>,
}

/// What the tab holds.
#[derive(Debug, Default)]
pub struct Costing {
    /// The view.
    pub view: CostView,
    /// The terms of the bill.
    pub terms: CostTerms,
    sort: Option<Sort>,
    unfolded: BTreeSet<LineKey>,
    /// The line that was just unfolded: its details come into sight with the next frame.
    reveal: Option<LineKey>,
    laid: Option<Laid>,
}

impl Costing {
    /// Another design was opened: how a person looks at bills stays, what belongs to the old one goes.
    pub fn forget(&mut self) {
        self.unfolded.clear();
        self.reveal = None;
        self.laid = None;
        self.terms = CostTerms::default();
    }

    /// How lines are sorted; `None`: as they stand in the bill.
    pub fn sort(&self) -> Option<Sort> {
        self.sort
    }

    /// Sorts by a column, or the other way round if that is how it is.
    pub fn sort_by(&mut self, by: Column) {
        let falling = match self.sort {
            Some(sort) if sort.by == by => !sort.falling,
            Some(_) | None => by.is_figure(),
        };
        self.sort = Some(Sort { by, falling });
        self.laid = None;
    }

    /// Whether a line shows its arithmetic.
    pub fn is_unfolded(&self, line: &Line) -> bool {
        self.unfolded.contains(&LineKey::of(line))
    }

    /// Shows the arithmetic of a line, or hides it; whether it shows now.
    pub fn unfold(&mut self, line: &Line) -> bool {
        let key = LineKey::of(line);
        self.laid = None;
        let shown = !self.unfolded.remove(&key);
        if shown {
            self.unfolded.insert(key.clone());
        }
        self.reveal = shown.then_some(key);
        shown
    }

    /// Whether a line's details are to come into sight; true once.
    pub fn reveals(&mut self, line: &Line) -> bool {
        self.reveal.is_some() && self.reveal.take_if(|it| *it == LineKey::of(line)).is_some()
    }

    /// The rows of a bill: made once, not in each frame.
    pub fn rows(&mut self, of: &Rc<Found>, bill: &Bill, lang: Lang) -> Rc<[BillRow]> {
        if let Some(laid) = &self.laid
            && Rc::ptr_eq(&laid.of, of)
            && laid.lang == lang
        {
            return laid.rows.clone();
        }
        let rows: Rc<[BillRow]> = self.lay_out(bill, lang).into();
        self.laid = Some(Laid { of: of.clone(), lang, rows: rows.clone() });
        rows
    }

    fn lay_out(&self, bill: &Bill, lang: Lang) -> Vec<BillRow> {
        let mut order: Vec<usize> = (0..bill.lines.len()).collect();
        if let Some(sort) = self.sort {
            let by = |a: &usize, b: &usize| match (bill.lines.get(*a), bill.lines.get(*b)) {
                (Some(a), Some(b)) => compare(sort.by, lang, a, b),
                (None, _) | (_, None) => std::cmp::Ordering::Equal,
            };
            order.order_by(|a, b| if sort.falling { by(b, a) } else { by(a, b) });
        }
        let mut rows = Vec::new();
        for at in order {
            rows.push(BillRow::Line(at));
            if bill.lines.get(at).is_some_and(|line| self.is_unfolded(line)) {
                rows.extend([BillRow::Arithmetic(at), BillRow::Source(at)]);
            }
        }
        rows
    }
}

/// What is not known may be anything, so it counts as most.
fn compare(by: Column, lang: Lang, a: &Line, b: &Line) -> std::cmp::Ordering {
    match by {
        Column::Resource => a.resource.cmp(&b.resource),
        Column::Component => a.component.say(lang).cmp(&b.component.say(lang)),
        Column::Quantity => a.quantity.cmp(&b.quantity),
        Column::UnitPrice => {
            (a.unit_price.is_none(), a.unit_price).cmp(&(b.unit_price.is_none(), b.unit_price))
        }
        Column::Month => (a.cost.is_none(), a.cost).cmp(&(b.cost.is_none(), b.cost)),
        Column::Million => {
            let key = |line: &Line| (line.cost.is_none(), line.per_million);
            key(a).cmp(&key(b))
        }
    }
}
