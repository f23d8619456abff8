//! The pages of `docs/rules`, built into the command line.

macro_rules! pages {
    ($($code:literal)+) => {
        /// Code and page, by code. `tests/it/rule_pages.rs` compares it with the folder.
        static PAGES: &[(&str, &str)] =
            &[$(($code, include_str!(concat!("../../docs/rules/", $code, ".md")))),+];
    };
}

pages! {
    "ADDR001"
    "ADDR002"
    "ADDR004"
    "ADDR006"
    "ENDP001"
    "ENDP002"
    "ENDP003"
    "FILTER001"
    "FILTER003"
    "FILTER004"
    "FILTER005"
    "FILTER006"
    "FILTER007"
    "FILTER011"
    "FILTER012"
    "OPEN002"
    "OPEN003"
    "OPEN004"
    "OPEN008"
    "REACH001"
    "REACH002"
    "ROUTE003"
    "ROUTE005"
    "ROUTE016"
    "SPEND001"
    "SPEND002"
    "SPEND003"
    "SPEND004"
    "ZONE001"
    "ZONE002"
}

/// What a page adds to what the rule itself says.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// What happens, why it matters, what to do.
    pub explanation: &'static str,
    /// A design that breaks the rule, with the words around it.
    pub bad: &'static str,
    /// One that does not.
    pub good: &'static str,
}

/// The page of a code.
pub fn page(code: &str) -> Option<Page> {
    let (_, text) = PAGES.iter().find(|(own, _)| *own == code)?;
    let (head, rest) = text.split_once("\n## Bad\n")?;
    let (bad, good) = rest.split_once("\n## Good\n")?;
    let explanation = head.splitn(3, "\n\n").nth(2)?;
    let explanation = explanation.split_once("\n\nWhat to do: ").map_or(explanation, |(own, _)| own);
    Some(Page { explanation: explanation.trim(), bad: bad.trim(), good: good.trim() })
}
