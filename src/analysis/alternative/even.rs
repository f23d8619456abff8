//! Where two designs cost the same, found step by step: between powers of ten first, then by halving. Each step makes
//! one bill of each design, so that the editor can work on it between frames.

use super::{Alternative, Analysis, Even};
use crate::{base::Decimal, cost::Terms, model::resource::Remedy};

/// Between how many requests a month overtaking is looked for: powers of ten.
const POWERS: std::ops::RangeInclusive<u32> = 3..=12;
/// Halvings between two powers of ten: enough for three digits.
const HALVINGS: u32 = 14;

/// A number of requests, and how much more the other design costs there.
type Point = (Decimal, Decimal);

/// A search that is under way.
#[derive(Clone, Copy, Debug)]
enum Search {
    /// The powers up to here are known; the last one at which the two differ.
    Powers(u32, Option<Point>),
    /// The sign changes between these; so many halvings are left.
    Between { low: Point, high: Point, left: u32, then_above: bool },
    /// The end.
    Known(Option<Even>),
}

/// Where another design overtakes this one; the first such place.
#[derive(Clone, Copy, Debug)]
pub struct Evening(Search);

impl Evening {
    /// Nothing is known yet, unless one of the designs has no workload: then neither overtakes.
    pub fn new(this: &Analysis, other: &Analysis) -> Self {
        let some = !this.model().workload().is_empty() && !other.model().workload().is_empty();
        Self(if some { Search::Powers(*POWERS.start(), None) } else { Search::Known(None) })
    }

    /// Compares the designs at one more number of requests; false once the place is known.
    pub fn step(&mut self, this: &Analysis, other: &Analysis, terms: &Terms) -> bool {
        let at = |design: &Analysis, requests: Decimal| {
            design.bill_for(Terms { requests: Some(requests), ..terms.clone() }).monthly_total.amount()
        };
        self.try_with(|requests| at(other, requests) - at(this, requests))
    }

    /// The same with any difference.
    fn try_with(&mut self, difference: impl FnOnce(Decimal) -> Decimal) -> bool {
        self.0 = match self.0 {
            Search::Known(_) => return false,
            Search::Powers(power, low) => {
                let requests = Decimal::from(10_u64.pow(power));
                let here = (requests, difference(requests));
                let crossed = low.filter(|low| {
                    let turned = low.1.is_sign_negative() != here.1.is_sign_negative();
                    turned && !low.1.is_zero() && !here.1.is_zero()
                });
                match crossed {
                    Some(low) => {
                        let then_above = here.1.is_sign_negative();
                        Search::Between { low, high: here, left: HALVINGS, then_above }
                    }
                    None if power == *POWERS.end() => Search::Known(None),
                    // Where both cost the same nothing is decided.
                    None => Search::Powers(
                        power + 1,
                        if here.1.is_zero() { low.or(Some(here)) } else { Some(here) },
                    ),
                }
            }
            Search::Between { high, left: 0, then_above, .. } => {
                let requests = high.0.round_sf(3).unwrap_or(high.0).normalize();
                Search::Known(Some(Even { requests, then_above }))
            }
            Search::Between { low, high, left, then_above } => {
                let middle = (low.0 + high.0) / Decimal::TWO;
                let here = (middle, difference(middle));
                let left = left - 1;
                if here.1.is_sign_negative() == low.1.is_sign_negative() {
                    Search::Between { low: here, high, left, then_above }
                } else {
                    Search::Between { low, high: here, left, then_above }
                }
            }
        };
        true
    }

    /// The place, if there is one.
    pub fn found(self) -> Option<Even> {
        match self.0 {
            Search::Known(even) => even,
            Search::Powers(..) | Search::Between { .. } => None,
        }
    }
}

impl Analysis {
    /// Prices one candidate, without looking for where it overtakes; also the design that it makes.
    pub fn price(&self, remedy: Remedy) -> Option<(Alternative, Self)> {
        let other = self.with(&remedy.edits)?;
        let (now, then) = (self.bill(), other.bill());
        let alternative = Alternative {
            title: remedy.title,
            edits: remedy.edits,
            now: now.monthly_total,
            then: then.monthly_total,
            unknown: now.is_floor() || then.is_floor(),
            even: None,
        };
        Some((alternative, other))
    }

    /// From how many requests a month on another design is the cheaper or the dearer one; nothing if one always is.
    pub fn even_with(&self, other: &Self, terms: &Terms) -> Option<Even> {
        let mut evening = Evening::new(self, other);
        while evening.step(self, other, terms) {}
        evening.found()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(difference: impl Fn(Decimal) -> Decimal) -> Option<(String, bool)> {
        let mut evening = Evening(Search::Powers(*POWERS.start(), None));
        while evening.try_with(&difference) {}
        evening.found().map(|even| (even.requests.to_string(), even.then_above))
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
}
