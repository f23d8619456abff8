//! Where two designs cost the same, found step by step: between powers of ten first, then by halving. Each step makes
//! one bill of each design, so that the editor can work on it between frames.
//!
//! Where the difference between two bills is not known, the search ends: what has no price is not free.

use super::{Analysis, comparable};
use crate::{
    base::Decimal,
    cost::{Bill, Terms},
};
use rust_decimal::RoundingStrategy;

/// Between how many requests a month overtaking is looked for: powers of ten.
const POWERS: std::ops::RangeInclusive<u32> = 3..=12;
/// Halvings between two powers of ten: enough for three digits.
const HALVINGS: u32 = 14;

/// A number of requests, and how much more the other design costs there.
type Point = (Decimal, Decimal);

/// Where two designs cost the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Even {
    /// Requests a month, with three digits that count.
    pub requests: Decimal,
    /// Whether the other design is the cheaper one beyond that.
    pub then_above: bool,
}

/// What a search came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evened {
    /// The first place where one overtakes the other.
    pub even: Option<Even>,
    /// The most requests at which both bills are known, with three digits, if the search ended there; zero where they are
    /// known nowhere.
    pub known_to: Option<Decimal>,
    /// Whether both cost the same wherever it was looked.
    pub same: bool,
}

/// A search that is under way.
#[derive(Clone, Copy, Debug)]
enum Search {
    /// The powers up to here are known; the last one at which the two differ.
    Powers(u32, Option<Point>),
    /// The difference is known at the first number and not at the second; so many halvings are left.
    Edge { known: Decimal, unknown: Decimal, low: Option<Point>, left: u32 },
    /// The sign changes between these; so many halvings are left.
    Between { low: Point, high: Point, left: u32, then_above: bool },
    /// The end.
    Known(Evened),
}

/// Where another design overtakes this one; the first such place.
#[derive(Clone, Copy, Debug)]
pub struct Evening(Search);

impl Evening {
    /// Nothing is known yet, unless one of the designs has no workload: then neither overtakes.
    pub fn new(this: &Analysis, other: &Analysis) -> Self {
        let some = !this.model().workload().is_empty() && !other.model().workload().is_empty();
        Self(if some { Search::Powers(*POWERS.start(), None) } else { Search::Known(Evened::default()) })
    }

    /// Compares the designs at one more number of requests; false once the place is known.
    pub fn step(&mut self, this: &Analysis, other: &Analysis, terms: &Terms) -> bool {
        let at = |design: &Analysis, requests: Decimal| {
            design.bill_for(Terms { requests: Some(requests), ..terms.clone() })
        };
        self.try_with(|requests| {
            let (this, other) = (at(this, requests), at(other, requests));
            let more = other.monthly_total.amount() - this.monthly_total.amount();
            comparable(&this, &other).then_some(more)
        })
    }

    /// The same with any difference; `None` where it is not known.
    fn try_with(&mut self, difference: impl FnOnce(Decimal) -> Option<Decimal>) -> bool {
        self.0 = match self.0 {
            Search::Known(_) => return false,
            Search::Powers(power, low) => {
                let requests = Decimal::from(10_u64.pow(power));
                match difference(requests) {
                    None if power == *POWERS.start() => Search::ending(Some(Decimal::ZERO), low),
                    None => {
                        let known = Decimal::from(10_u64.pow(power - 1));
                        Search::Edge { known, unknown: requests, low, left: HALVINGS }
                    }
                    Some(more) => {
                        let here = (requests, more);
                        match crossing(low, here) {
                            Some(between) => between,
                            None if power == *POWERS.end() => Search::ending(None, later(low, here)),
                            None => Search::Powers(power + 1, later(low, here)),
                        }
                    }
                }
            }
            Search::Edge { known, low, left: 0, .. } => {
                let digits = known.round_sf_with_strategy(3, RoundingStrategy::ToZero);
                Search::ending(Some(digits.unwrap_or(known).normalize()), low)
            }
            Search::Edge { known, unknown, low, left } => {
                let (middle, left) = ((known + unknown) / Decimal::TWO, left - 1);
                match difference(middle) {
                    None => Search::Edge { known, unknown: middle, low, left },
                    Some(more) => {
                        let here = (middle, more);
                        let on = Search::Edge { known: middle, unknown, low: later(low, here), left };
                        crossing(low, here).unwrap_or(on)
                    }
                }
            }
            Search::Between { high, left: 0, then_above, .. } => {
                let requests = high.0.round_sf(3).unwrap_or(high.0).normalize();
                Search::Known(Evened { even: Some(Even { requests, then_above }), ..Evened::default() })
            }
            Search::Between { low, high, left, then_above } => {
                let middle = (low.0 + high.0) / Decimal::TWO;
                let left = left - 1;
                match difference(middle) {
                    None => Search::ending(Some(low.0), Some(low)),
                    Some(more) if more.is_sign_negative() == low.1.is_sign_negative() => {
                        Search::Between { low: (middle, more), high, left, then_above }
                    }
                    Some(more) => Search::Between { low, high: (middle, more), left, then_above },
                }
            }
        };
        true
    }

    /// The place, if there is one.
    pub fn found(self) -> Option<Even> {
        self.outcome().even
    }

    /// All that was found.
    pub fn outcome(self) -> Evened {
        match self.0 {
            Search::Known(evened) => evened,
            Search::Powers(..) | Search::Edge { .. } | Search::Between { .. } => Evened::default(),
        }
    }
}

impl Search {
    /// The end, without a place.
    fn ending(known_to: Option<Decimal>, differs: Option<Point>) -> Self {
        let same = known_to.is_none() && differs.is_none_or(|it| it.1.is_zero());
        Self::Known(Evened { even: None, known_to, same })
    }
}

/// Between two points of other signs.
fn crossing(low: Option<Point>, here: Point) -> Option<Search> {
    let turned = |low: &Point| {
        let turned = low.1.is_sign_negative() != here.1.is_sign_negative();
        turned && !low.1.is_zero() && !here.1.is_zero()
    };
    let then_above = here.1.is_sign_negative();
    low.filter(turned).map(|low| Search::Between { low, high: here, left: HALVINGS, then_above })
}

/// The point to compare with further on. Where both cost the same nothing is decided.
fn later(low: Option<Point>, here: Point) -> Option<Point> {
    if here.1.is_zero() { low.or(Some(here)) } else { Some(here) }
}

impl Analysis {
    /// From how many requests a month on another design is the cheaper or the dearer one; nothing if one always is.
    pub fn even_with(&self, other: &Self, terms: &Terms) -> Option<Even> {
        self.evened(other, terms).even
    }

    /// The same, with how far it is known.
    pub fn evened(&self, other: &Self, terms: &Terms) -> Evened {
        let mut evening = Evening::new(self, other);
        while evening.step(self, other, terms) {}
        let evened = evening.outcome();
        let no_requests = self.model().workload().is_empty() && other.model().workload().is_empty();
        let same = |one: &Bill, two: &Bill| comparable(one, two) && one.monthly_total == two.monthly_total;
        let same =
            evened.same || no_requests && same(&self.bill_for(terms.clone()), &other.bill_for(terms.clone()));
        Evened { same, ..evened }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(difference: impl Fn(Decimal) -> Option<Decimal>) -> Evened {
        let mut evening = Evening(Search::Powers(*POWERS.start(), None));
        while evening.try_with(&difference) {}
        evening.outcome()
    }

    fn even(difference: impl Fn(Decimal) -> Decimal) -> Option<(String, bool)> {
        outcome(|at| Some(difference(at))).even.map(|even| (even.requests.to_string(), even.then_above))
    }

    #[test]
    fn the_sign_changes_at_three_digits() {
        let cross = Decimal::from(1_230_100);
        assert_eq!(even(|at| cross - at), Some(("1230000".into(), true)));
        assert_eq!(even(|at| at - cross), Some(("1230000".into(), false)));
        assert_eq!(even(|at| at), None);
        assert_eq!(even(|_| Decimal::ZERO), None);
        // The same up to ten thousand, then dearer, then cheaper.
        let late = |at: Decimal| if at <= Decimal::from(10_000) { Decimal::ZERO } else { cross - at };
        assert_eq!(even(late), Some(("1230000".into(), true)));
    }

    /// Beyond what is known nothing overtakes; before, everything counts.
    #[test]
    fn the_search_ends_where_a_bill_is_a_floor() {
        let known = Decimal::from(2_345_678);
        let cross = Decimal::from(1_230_100);
        let until = |at: Decimal, more: Decimal| (at <= known).then_some(more);
        let said = |it: Evened| {
            let even = it.even.map_or("-".to_owned(), |it| it.requests.to_string());
            format!("{even} {} {}", it.known_to.map_or("-".to_owned(), |it| it.to_string()), it.same)
        };
        assert_eq!(said(outcome(|at| until(at, at))), "- 2340000 false");
        assert_eq!(said(outcome(|at| until(at, cross - at))), "1230000 - false");
        assert_eq!(said(outcome(|at| until(at, Decimal::from(5_000_000) - at))), "- 2340000 false");
        assert_eq!(said(outcome(|_| None)), "- 0 false");
        assert_eq!(said(outcome(|_| Some(Decimal::ZERO))), "- - true");
        assert_eq!(said(outcome(Some)), "- - false");
    }
}
