use super::*;

fn region(name: &str) -> RegionName {
    name.parse().unwrap()
}

#[test]
fn the_list_that_comes_with_plat_is_whole() {
    let book = Book::standard();
    assert!(book.as_of().starts_with("2026"));
    assert!(book.knows(&region("ap-northeast-2")) && !book.knows(&region("sa-east-1")));
    for (sku, item) in &book.items {
        for (regions, price) in &item.prices {
            assert!(!regions.is_empty() && price.source.contains("(observed 20"), "{sku}: {price:?}");
            assert!(price.scale > Decimal::ZERO, "{sku}");
        }
    }
}

#[test]
fn items_may_have_dots_and_regions_lend_nothing_unless_alike() {
    let book = Book::standard();
    let usd = |sku: &str, at: &str| book.price(sku, at).map(|price| price.bands[0].usd.to_string());
    assert_eq!(usd("ec2.t3.micro", "us-east-1").as_deref(), Some("0.0104"));
    assert_eq!(usd("api_gateway.rest_cache_0.5_gb", "us-east-1").as_deref(), Some("0.020"));
    assert_eq!(usd("api_gateway.rest_cache_0.5_gb", "ap-northeast-2"), None);
    assert_eq!(usd("dynamodb.wru", "ap-southeast-1"), None);
    // 201 of 202 prices of Oregon are those of Virginia.
    let lent = book.price("dynamodb.wru", "us-west-2").unwrap();
    assert_eq!((lent.bands[0].usd.to_string(), lent.lent_by.as_deref()), ("0.625".into(), Some("us-east-1")));
    assert!(lent.source.starts_with("assumed as in us-east-1: 201 of 202 items priced in both are equal; "));
    assert_eq!(book.price("dynamodb.wru", "us-east-1").unwrap().lent_by, None);
    assert_eq!(usd("vpc.gateway_endpoint", "ap-northeast-2").as_deref(), Some("0"));
    assert_eq!(usd("lambda.managed_instances_fee", "us-east-1"), None, "a ratio is no price");
    assert_eq!(usd("lambda", "us-east-1"), None);
    assert!(book.skus("ec2").any(|sku| sku == "ec2.t3.micro"));
}

#[test]
fn units_say_how_many_they_hold() {
    let of = |unit: &str| scale(unit).unwrap().to_string();
    assert_eq!(of("million RRU"), "1000000");
    assert_eq!(of("1,000 requests"), "1000");
    assert_eq!([of("hour"), of("GB-second"), of("GB per direction")], ["1", "1", "1"]);
    assert!(scale("").is_err());
}

#[test]
fn allowances_name_items_that_exist() {
    let book = Book::standard();
    for allowance in book.allowances() {
        for sku in &allowance.skus {
            assert!(book.items.contains_key(sku), "{sku}");
        }
    }
    let amount = |what: &str| {
        let found = book.allowances().iter().find(|it| it.what == what).unwrap();
        (found.amount.to_string(), found.per_region)
    };
    assert_eq!(amount("duration"), ("400000".into(), false));
    assert_eq!(amount("storage"), ("25".into(), true));
    assert_eq!(amount("provisioned capacity"), ("18250".into(), false));
}

/// One service with one row, parts of which a case replaces.
fn parsed(from: &str, to: &str) -> Result<Book, String> {
    let text = r#"{"service": "x", "as_of": "2026-11-22", "free_tier": [],
        "sources": {"s1": {"label": "a page", "observed": "2026-01-02"}, "s2": {"label": "memory", "observed": "none"}},
        "items": {"a": {"scope": "regional", "prices": [
            {"regions": ["us-east-1"], "unit": "hour", "usd": "0.10", "source": "s1"}]}}}"#;
    assert!(text.contains(from), "{from}");
    Book::parse(&[("x", &text.replace(from, to))], r#"{"alike": []}"#).map_err(|error| error.to_string())
}

#[test]
fn rows_without_source_or_date_are_refused() {
    let book = parsed("hour", "hour").unwrap();
    let price = book.price("x.a", "us-east-1").unwrap();
    assert_eq!(&*price.source, "a page (observed 2026-01-02)");

    let said = |from: &str, to: &str| parsed(from, to).unwrap_err();
    assert!(said(r#", "source": "s1""#, "").starts_with("x: missing field `source`"));
    assert!(said(r#""as_of": "2026-11-22", "#, "").starts_with("x: missing field `as_of`"));
    assert_eq!(said("2026-11-22", ""), "x: it has no date");
    assert_eq!(said(r#""source": "s1""#, r#""source": "s9""#), "x: `a`: there is no source `s9`");
    assert_eq!(said(r#""source": "s1""#, r#""source": "s2""#), "x: `a`: source `s2` has no date");
    assert_eq!(said(r#""usd": "0.10""#, r#""usd": "ten""#), "x: `a`: `ten` is not a decimal number");
    assert_eq!(said(r#""usd": "0.10", "#, ""), "x: `a`: a row has either `usd` or `tiers`");
    let tiers = |text: &str| said(r#""usd": "0.10""#, text);
    assert_eq!(
        tiers(r#""tiers": [{"up_to": "1", "usd": "1"}], "complete": true"#),
        "x: `a`: `complete` contradicts the last band"
    );
    assert_eq!(
        tiers(r#""tiers": [{"up_to": "2", "usd": "1"}, {"up_to": "1", "usd": "1"}], "complete": false"#),
        "x: `a`: bands are not in order"
    );
    let free = r#""free_tier": [{"what": "air", "amount": "1", "kind": "always", "scope": "account", "source": "s1"}]"#;
    let free = |more: &str| said(r#""free_tier": []"#, &free.replace("}]", &format!("{more}}}]")));
    assert_eq!(free(""), "x: free tier `air`: `per` is neither `month` nor `hour`");
    assert_eq!(free(r#", "per": "month""#), "x: free tier `air`: nothing says which items share it");
}
