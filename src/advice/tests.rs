use super::{ALL, rules};
use std::collections::BTreeSet;

#[test]
fn codes_are_unique_and_explained() {
    let codes: BTreeSet<&str> = rules().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), ALL.len());
    for advice in ALL {
        let (en, ko) = (advice.explanation.en, advice.explanation.ko);
        let sentences = en.matches(". ").count() + 1;
        assert!((2..=5).contains(&sentences) && en.ends_with('.'), "{}: {en}", advice.rule.code);
        assert!(ko.ends_with('.') && !ko.is_ascii(), "{}: {ko}", advice.rule.code);
    }
}
