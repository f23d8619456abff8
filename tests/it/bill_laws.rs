//! Laws that every bill keeps, on designs at random.

use plat::{
    analysis::{Analysis, Bill, LineBasis, Terms},
    base::{Decimal, Usd, decimal},
    cost::{Book, tiers::Split},
    model::file::load,
};
use proptest::{prelude::*, test_runner::RngSeed};

/// A design of services that call each other, each only later ones, so that nothing loops.
fn design(nodes: &[(u8, u32)], links: &[(u8, u8, u8, u32)], requests: &[u64]) -> Analysis {
    let kinds = [
        "lambda_function",
        "http_api",
        "rest_api",
        "sqs_queue",
        "sns_topic",
        "dynamodb_table",
        "s3_bucket",
        "state_machine",
        "kinesis_stream",
        "event_bus",
        "websocket_api",
        "kms_key",
    ];
    let resource = |(i, (kind, _)): (usize, &(u8, u32))| {
        let kind = kinds[usize::from(*kind) % kinds.len()];
        format!(r#""n{i:02}": {{"kind": "{kind}"}}"#)
    };
    let resources: Vec<_> = nodes.iter().enumerate().map(resource).collect();
    let count = nodes.len();
    let link = |(i, (from, to, calls, size)): (usize, &(u8, u8, u8, u32))| {
        let (one, other) = (usize::from(*from) % count, usize::from(*to) % count);
        let (from, to) = (one.min(other), one.max(other));
        let kind = ["invoke", "read_write", "event_source"][usize::from(*calls) % 3];
        (from != to).then(|| {
            format!(
                r#""l{i:02}": {{"from": "n{from:02}", "to": "n{to:02}", "kind": "{kind}", "calls": {calls}, "reads": 1, "writes": 2,
                "request_size": {size}, "response_size": {size}}}"#
            )
        })
    };
    let connections: Vec<_> = links.iter().enumerate().filter_map(link).collect();
    let entry =
        |(i, requests): (usize, &u64)| format!(r#"{{"at": "n{:02}", "requests": {requests}}}"#, i % count);
    let workload: Vec<_> = requests.iter().enumerate().map(entry).collect();
    let text = format!(
        r#"{{"plat": 1, "resources": {{{}}}, "connections": {{{}}}, "workload": [{}]}}"#,
        resources.join(","),
        connections.join(","),
        workload.join(",")
    );
    Analysis::new(load(&text).unwrap_or_else(|error| panic!("{error}: {text}")).model)
}

fn designs() -> impl Strategy<Value = Analysis> {
    let nodes = prop::collection::vec((any::<u8>(), 1..10_000_u32), 1..12);
    let links = prop::collection::vec((any::<u8>(), any::<u8>(), 0..4_u8, 0..2_000_000_u32), 0..16);
    let requests = prop::collection::vec(0..10_000_000_000_u64, 0..3);
    (nodes, links, requests).prop_map(|(nodes, links, requests)| design(&nodes, &links, &requests))
}

fn at(analysis: &Analysis, requests: u64) -> Bill {
    analysis.bill_for(Terms { requests: Some(requests.into()), ..Terms::default() })
}

/// Whether two amounts are equal but for the digits at which sums and quotients are cut: Plat counts with 28.
fn same(one: Usd, other: Usd) -> bool {
    let (one, other) = (one.amount(), other.amount());
    (one - other).abs() <= one.abs() * Decimal::new(1, 20) + Decimal::new(1, 15)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_126), ..ProptestConfig::default() })]

    #[test]
    fn lines_add_up(analysis in designs()) {
        let bill = analysis.bill();
        let sum = |keep: &dyn Fn(LineBasis) -> bool| -> Usd {
            bill.lines.iter().filter(|line| keep(line.basis)).filter_map(|line| line.cost).sum()
        };
        prop_assert_eq!(sum(&|_| true), bill.monthly_total);
        prop_assert_eq!(sum(&|basis| basis == LineBasis::Fixed), bill.fixed_per_month);
        let marginal: Usd = bill.lines.iter().filter_map(|line| line.per_million).sum();
        prop_assert_eq!(marginal, bill.marginal_per_million);
        let grouped: Usd = bill.grouped(|line| line.resource.clone()).values().map(|sum| sum.monthly).sum();
        prop_assert!(same(grouped, bill.monthly_total), "{} {}", grouped, bill.monthly_total);
        // What stands in a line is its arithmetic.
        for line in bill.lines.iter().filter(|line| line.cost.is_some()) {
            let said = line.arithmetic();
            let parts = said.split(" + ").map(|part| {
                let (quantity, usd) = part.split_once(" × ").unwrap();
                decimal(quantity).unwrap() * decimal(usd).unwrap()
            });
            let cost = line.cost.unwrap().amount();
            let off = (parts.sum::<Decimal>() - cost).abs();
            prop_assert!(off <= cost.abs() * Decimal::new(1, 8) + Decimal::new(1, 8), "{:?}", line);
        }
    }

    #[test]
    fn more_requests_never_cost_less(analysis in designs(), few in 0..1_000_000_000_000_u64, more in 0..1_000_000_000_000_u64) {
        let (few, more) = (few.min(more), few.max(more));
        let (less, much) = (at(&analysis, few), at(&analysis, more));
        // Where a price is missing beyond a band, both are floors.
        let (total, more) = (less.monthly_total, much.monthly_total);
        prop_assert!(total <= more || same(total, more), "{} {}", total, more);
        let (fixed, still) = (less.fixed_per_month, much.fixed_per_month);
        prop_assert!(same(fixed, still), "{} {}", fixed, still);
    }

    #[test]
    fn a_region_without_prices_yields_no_number(analysis in designs()) {
        let terms = Terms { region: Some("sa-east-1".parse().unwrap()), ..Terms::default() };
        let bill = analysis.bill_for(terms);
        let global: Vec<_> = bill.lines.iter().filter(|line| line.cost.is_some_and(|usd| usd != Usd::ZERO)).collect();
        prop_assert!(global.is_empty(), "{:?}", global);
        prop_assert_eq!(bill.monthly_total, Usd::ZERO);
        prop_assert!(bill.lines.iter().all(|line| line.cost.is_none() || line.unit_price == Some(Usd::ZERO)));
    }

    /// Bands belong to the account: two resources that share a flow pay what one would.
    #[test]
    fn a_flow_split_in_two_pays_the_same_bands(requests in 0..100_000_000_000_u64, share in 0..=100_u64) {
        let one = load(&format!(r#"{{"plat": 1, "resources": {{"a": {{"kind": "http_api"}}}}, "workload": [{{"at": "a", "requests": {requests}}}]}}"#));
        let first = requests * share / 100;
        let two = load(&format!(
            r#"{{"plat": 1, "resources": {{"a": {{"kind": "http_api"}}, "b": {{"kind": "http_api"}}}}, "workload": [{{"at": "a", "requests": {first}}}, {{"at": "b", "requests": {}}}]}}"#,
            requests - first
        ));
        let total = |file: plat::model::file::Loaded| Analysis::new(file.model).bill().monthly_total;
        let (one, two) = (total(one.unwrap()), total(two.unwrap()));
        prop_assert!(same(one, two), "{} {}", one, two);
    }
}

/// At each limit of each band of each price: nothing jumps, and the unit after it costs the next band's price.
#[test]
fn bands_are_continuous_at_every_limit() {
    let book = Book::standard();
    let mut limits = 0;
    for (sku, place) in book.rows() {
        let price = book.price(&sku, &place).unwrap();
        let cost = |quantity: Decimal| Split::of(&price.bands, Decimal::ZERO, quantity);
        for pair in price.bands.windows(2) {
            let limit = pair[0].up_to.unwrap();
            let unit = Decimal::ONE;
            let [before, on, after] =
                [limit - unit, limit, limit + unit].map(|quantity| cost(quantity).cost().amount());
            assert_eq!((on - before, after - on), (pair[0].usd, pair[1].usd), "{sku} in {place} at {limit}");
            limits += 1;
        }
        let last = price.bands.last().unwrap();
        if let Some(limit) = last.up_to {
            assert_eq!(
                (cost(limit).beyond, cost(limit + Decimal::ONE).beyond),
                (Decimal::ZERO, Decimal::ONE),
                "{sku}"
            );
        }
        // The first unit, and none.
        assert_eq!(cost(Decimal::ONE).cost().amount(), price.bands[0].usd, "{sku} in {place}");
        assert!(cost(Decimal::ZERO).parts.is_empty());
    }
    assert!(limits > 50, "{limits}");
}
