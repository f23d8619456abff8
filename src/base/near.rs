//! The nearest known name, offered when a person mistypes one, and names that others go by.

use super::Order as _;

/// The candidate that differs least from `typed`, if the difference is small enough to be a slip.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (typed.chars().count() / 3).max(1) + 1;
    known
        .into_iter()
        // Long hostile names are not compared letter by letter.
        .filter(|name| name.len().abs_diff(typed.len()) <= limit * 4 && typed.len() <= 200)
        .map(|name| (distance(typed, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// How many names are offered.
const OFFERED: usize = 4;

/// Known names that a person may have meant, best first: those that have the typed words or go by such initials; else
/// the nearest one. With each name come the words it is known by, its own among them.
pub fn alike<'a>(typed: &str, known: impl IntoIterator<Item = (&'a str, String)>) -> Vec<&'a str> {
    let typed = typed.to_lowercase();
    let parts = words(&typed);
    let known: Vec<(&str, Vec<String>)> =
        known.into_iter().map(|(name, by)| (name, words(&by.to_lowercase()))).collect();
    // The last word says what it is, those before it which one.
    let score = |name: &str, by: &[String]| -> usize {
        let has = |part: &String| by.contains(part);
        let own = parts.iter().filter(|it| has(it)).count() + usize::from(parts.last().is_some_and(has));
        own + 4 * usize::from(initials(&words(&name.to_lowercase())).contains(&typed))
    };
    let mut found: Vec<(usize, usize, &str)> = known
        .iter()
        .map(|(name, by)| (score(name, by), name.len(), *name))
        .filter(|(score, ..)| *score > 0)
        .collect();
    found.order_by_key(|(score, length, name)| (usize::MAX - score, *length, *name));
    let best: Vec<&str> = found.into_iter().map(|(.., name)| name).take(OFFERED).collect();
    if best.is_empty() {
        let names = known.iter().map(|(name, _)| (name.to_lowercase(), *name)).collect::<Vec<_>>();
        let near = nearest(&typed, names.iter().map(|(low, _)| low.as_str()));
        return names.iter().filter(|(low, _)| Some(low.as_str()) == near).map(|(_, name)| *name).collect();
    }
    best
}

/// The names in a question back: `a`, `b` or `c`.
pub fn did_you_mean(names: &[&str]) -> Option<String> {
    let ticked: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
    match ticked.as_slice() {
        [] => None,
        [one] => Some(format!("did you mean {one}?")),
        [firsts @ .., last] => Some(format!("did you mean {} or {last}?", firsts.join(", "))),
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_owned).collect()
}

/// What people shorten a name to: the first letters of its words, or of the last ones, with the usual shapes of some.
fn initials(words: &[String]) -> Vec<String> {
    let usual = |word: &String| match word.as_str() {
        "gateway" => "gw".to_owned(),
        "connection" => "cx".to_owned(),
        "table" => "tb".to_owned(),
        short if short.len() <= 3 => short.to_owned(),
        long => long.chars().take(1).collect(),
    };
    let first = |word: &String| word.chars().take(1).collect::<String>();
    let from = |at: usize| words.iter().skip(at);
    // One word is no name by itself.
    let starts = 0..words.len().saturating_sub(1);
    starts.flat_map(|at| [from(at).map(usual).collect::<String>(), from(at).map(first).collect()]).collect()
}

/// Edits (insert, delete, replace, swap neighbours) that turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let same = a[i - 1] == b[j - 1];
            let mut best =
                (rows[i - 1][j - 1] + usize::from(!same)).min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row[j] = best;
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        let known = ["cidr_block", "memory_size", "timeout"];
        assert_eq!(nearest("cidr_blok", known), Some("cidr_block"));
        assert_eq!(nearest("memroy_size", known), Some("memory_size"));
        assert_eq!(nearest("flavour", known), None);
    }

    #[test]
    fn names_are_found_by_a_word_and_by_initials() {
        let names = [
            "lambda_function",
            "application_load_balancer",
            "transit_gateway",
            "transit_gateway_peering",
            "vpc",
            "vpc_peering_connection",
            "gateway_endpoint",
            "interface_endpoint",
            "route_table",
        ];
        let found = |typed: &str| alike(typed, names.map(|name| (name, name.to_owned())));
        assert_eq!(found("lambda"), ["lambda_function"]);
        assert_eq!(found("alb"), ["application_load_balancer"]);
        assert_eq!(found("tgw"), ["transit_gateway"]);
        assert_eq!(found("pcx"), ["vpc_peering_connection"]);
        assert_eq!(found("rtb"), ["route_table"]);
        assert_eq!(
            found("VPC_Endpoint"),
            ["gateway_endpoint", "interface_endpoint", "vpc", "vpc_peering_connection"]
        );
        assert_eq!(found("lamdba_function"), ["lambda_function"]);
        assert_eq!(found("zebra"), Vec::<&str>::new());
        assert_eq!(did_you_mean(&["a", "b", "c"]).unwrap(), "did you mean `a`, `b` or `c`?");
    }
}
