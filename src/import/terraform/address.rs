//! Addresses of resources, and references to them: names with dots, some with an index in brackets.

/// One name of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part<'t> {
    /// The name.
    pub name: &'t str,
    /// What is in brackets behind it, without quotes.
    pub index: Option<&'t str>,
}

/// The names of an address: `module.a["x.y"].aws_subnet.b[0].id`.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut all = Vec::new();
    let (mut from, mut depth, mut quoted) = (0, 0_u32, false);
    let ends = text.char_indices().chain([(text.len(), '.')]);
    for (at, c) in ends {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            '.' if at == text.len() || !quoted && depth == 0 => {
                let word = text.get(from..at).unwrap_or_default();
                let (name, index) = match word.split_once('[') {
                    Some((name, rest)) => {
                        let index = rest.split("][").next().unwrap_or(rest).trim_end_matches(']');
                        (name, Some(index.trim_matches('"')))
                    }
                    None => (word, None),
                };
                if !name.is_empty() {
                    all.push(Part { name, index: index.filter(|it| !it.is_empty() && *it != "*") });
                }
                from = at + 1;
            }
            _ => {}
        }
    }
    all
}

/// The modules of an address, without their indices: `module.a[0].module.b` is `a`, `b`.
pub(super) fn path(module: &str) -> Vec<String> {
    parts(module).chunks(2).filter_map(|pair| Some(pair.get(1)?.name.to_owned())).collect()
}

/// The modules around a resource, by its address: those of `module.a[0].aws_vpc.b` are `a`.
pub(super) fn modules(address: &str) -> Vec<String> {
    let all = parts(address);
    let pairs = all.chunks(2).take_while(|pair| pair.first().is_some_and(|it| it.name == "module"));
    pairs.filter_map(|pair| Some(pair.get(1)?.name.to_owned())).collect()
}

/// The address of the module around one: that of `module.a[0].module.b` is `module.a[0]`.
pub(super) fn around(module: &str) -> Option<&str> {
    if module.is_empty() {
        return None;
    }
    let mut at = None;
    let mut quoted = false;
    for (here, c) in module.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted && module.get(here + 1..).is_some_and(|rest| rest.starts_with("module.")) => {
                at = Some(here)
            }
            _ => {}
        }
    }
    Some(at.map_or("", |at| module.get(..at).unwrap_or_default()))
}

/// References without those that only begin others: `aws_vpc.a` behind `aws_vpc.a.id`.
pub(super) fn whole<'t>(references: &[&'t str]) -> Vec<&'t str> {
    let mut kept: Vec<&'t str> = Vec::new();
    for one in references {
        let begins = |other: &&str| {
            other.strip_prefix(one).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        if !kept.iter().any(begins) {
            kept.push(one);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let all = parts(r#"module.a["x.y"].aws_subnet.b[0].id"#);
        let shown: Vec<String> =
            all.iter().map(|it| format!("{}/{}", it.name, it.index.unwrap_or("-"))).collect();
        assert_eq!(shown, ["module/-", "a/x.y", "aws_subnet/-", "b/0", "id/-"]);
        assert_eq!(path(r#"module.a["x.y"].module.b"#), ["a", "b"]);
        assert_eq!(around(r#"module.a["x.module.y"].module.b[1]"#), Some(r#"module.a["x.module.y"]"#));
        assert_eq!(modules(r#"module.a["x.y"].module.b[0].data.aws_ami.c["module.d"]"#), ["a", "b"]);
        assert_eq!(around("module.a"), Some(""));
        assert_eq!(around(""), None);
        assert_eq!(whole(&["aws_vpc.a.id", "aws_vpc.a", "aws_vpc.ab"]), ["aws_vpc.a.id", "aws_vpc.ab"]);
    }
}
