//! Free allowances as visible lines: never inside a price, once for the account.
//!
//! An allowance takes from the first bands of what shares it. Several SKUs that share one (x86 and arm) are taken
//! from in proportion to their use; how AWS divides it there is not published.

use super::{
    Book, Line, LineBasis,
    book::Allowance,
    ledger::Totals,
    tiers::{Parts, Split},
};
use crate::base::{Decimal, Message, Order as _, Usd, text};

/// One line for each allowance that is used; for each region, where regions have their own.
pub fn lines(book: &Book, totals: &Totals<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for allowance in book.allowances() {
        let shares = |(sku, _): &(&str, &str)| allowance.skus.iter().any(|one| one == sku);
        let used: Vec<_> =
            totals.iter().filter(|(key, _)| shares(key)).map(|(key, total)| (*key, *total)).collect();
        if allowance.per_region {
            let mut regions: Vec<&str> = used.iter().map(|((_, region), _)| *region).collect();
            regions.order();
            regions.dedup();
            for region in regions {
                let here: Vec<_> = used.iter().filter(|((_, at), _)| *at == region).copied().collect();
                lines.extend(line(book, allowance, &here));
            }
        } else {
            lines.extend(line(book, allowance, &used));
        }
    }
    lines
}

fn line(book: &Book, allowance: &Allowance, used: &[((&str, &str), Decimal)]) -> Option<Line> {
    // What has no price is not free either: nobody knows what was saved.
    let priced =
        used.iter().filter_map(|((sku, region), total)| Some((*sku, book.price(sku, region)?, *total)));
    let priced: Vec<_> = priced.collect();
    let all = priced.iter().fold(Decimal::ZERO, |sum, (_, _, total)| sum.saturating_add(*total));
    let (sku, first, _) = priced.first()?;
    let free = all.min(allowance.amount);
    let mut parts = Parts::new();
    for (_, price, total) in &priced {
        let own = free.checked_mul(*total).map_or(*total / all * free, |product| product / all);
        parts.extend(price.split(Decimal::ZERO, price.units(own)).parts);
    }
    let split = Split { parts, beyond: Decimal::ZERO };
    let one_price = match split.parts.as_slice() {
        [first, rest @ ..] if rest.iter().all(|part| part.usd == first.usd) => Some(Usd::new(first.usd)),
        _ => None,
    };
    Some(Line {
        resource: None,
        component: Message::new(
            &text!("free tier, {0}: {1}", "프리 티어, {0}: {1}"),
            [allowance.service.clone(), allowance.what.clone()],
        ),
        sku: (*sku).to_owned().into(),
        quantity: -(free / first.scale),
        unit: first.unit.clone(),
        unit_price: one_price,
        cost: Some(Usd::new(-split.cost().amount())),
        per_million: None,
        basis: LineBasis::FreeTier,
        parts: split.parts,
        source: allowance.source.clone(),
    })
}
