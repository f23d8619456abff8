//! The rules of `docs/forwarding-rules.md`, built into the command line: what each id says, and on which page of AWS.

/// The page as it is in the repository; its tables are read, so that nothing has to be kept in step.
const PAGE: &str = include_str!("../../docs/forwarding-rules.md");

/// A rule of AWS about packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarding {
    /// Its id, such as `RT-2`.
    pub id: &'static str,
    /// What it says.
    pub text: &'static str,
    /// The pages of AWS that its group rests on.
    pub sources: Vec<&'static str>,
}

/// Every rule, in the order of the page.
pub fn rules() -> Vec<Forwarding> {
    let rows =
        || PAGE.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    let groups: Vec<(&str, &str)> = rows().filter(|(_, text)| text.starts_with('[')).collect();
    let is_id = |id: &str| {
        id.len() > 1 && id.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'-')
    };
    let rules = rows().filter(|(id, text)| is_id(id) && !text.starts_with('['));
    let sources = |id: &str| {
        let group = id.split_once('-').map_or(id, |(group, _)| group);
        let mut own = groups
            .iter()
            .filter(|(names, _)| names.split(", ").any(|it| it.split('-').next() == Some(group)));
        let links = own.next().map_or("", |(_, links)| links);
        links.split("](").skip(1).filter_map(|it| it.split(')').next()).collect()
    };
    rules.map(|(id, text)| Forwarding { id, text, sources: sources(id) }).collect()
}

/// The rules whose ids stand in a text, in its order.
pub fn named(text: &str) -> Vec<Forwarding> {
    let all = rules();
    let words = text.split(|it: char| !it.is_ascii_alphanumeric() && it != '-');
    let named = words.filter_map(|word| all.iter().find(|it| it.id == word));
    named.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_page_of_the_providers() {
        let all = rules();
        assert!(all.len() > 70, "{}", all.len());
        for rule in &all {
            assert!(!rule.sources.is_empty() && !rule.text.is_empty(), "{}", rule.id);
            assert!(rule.sources.iter().all(|it| it.starts_with("https://docs.aws.amazon.com/")), "{rule:?}");
        }
        let ids: Vec<_> = named("RT-2, and on the way back RET-1.").into_iter().map(|it| it.id).collect();
        assert_eq!(ids, ["RT-2", "RET-1"]);
    }
}
