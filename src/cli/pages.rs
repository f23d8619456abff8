//! The pages of `docs/rules`, built into the command line.

macro_rules! pages {
    ($($code:literal)+) => {
        /// Code and page, by code. `tests/it/rule_pages.rs` compares it with the folder.
        static PAGES: &[(&str, &str)] =
            &[$(($code, include_str!(concat!("../../docs/rules/", $code, ".md")))),+];
    };
}

pages! {
    "ACL001"
    "ACL002"
    "ACL003"
    "ACL004"
    "ACL005"
    "ADDR001"
    "ADDR002"
    "ADDR004"
    "ADDR005"
    "API001"
    "API002"
    "API003"
    "API004"
    "CLI001"
    "CON001"
    "CON002"
    "CON003"
    "DDB001"
    "DDB002"
    "EC2001"
    "EC2002"
    "EC2003"
    "EIP001"
    "EIP002"
    "EIP003"
    "ENDP001"
    "ENDP002"
    "FILTER001"
    "FILTER002"
    "FILTER003"
    "FILTER004"
    "FILTER005"
    "FILTER006"
    "FILTER008"
    "FILTER009"
    "FN001"
    "FN002"
    "FN003"
    "FN004"
    "FN005"
    "FN006"
    "FN007"
    "FN008"
    "FN009"
    "GWE001"
    "GWE002"
    "GWE003"
    "IFE001"
    "IFE002"
    "IFE003"
    "IFE004"
    "IFE005"
    "IFE006"
    "IFE007"
    "IFE008"
    "IGW001"
    "IGW002"
    "NAT001"
    "NAT002"
    "NAT003"
    "NAT004"
    "NAT005"
    "NAT006"
    "OPEN002"
    "OPEN003"
    "OPEN004"
    "OPEN008"
    "PLACE001"
    "PLACE002"
    "REACH001"
    "REACH002"
    "REG001"
    "REG002"
    "REG003"
    "REG004"
    "ROUTE003"
    "ROUTE009"
    "RTB001"
    "RTB002"
    "RTB003"
    "RTB004"
    "RTB005"
    "RTB006"
    "RTB007"
    "RTB008"
    "SGR001"
    "SGR002"
    "SGR003"
    "SGR004"
    "SGR005"
    "SPEND001"
    "SPEND002"
    "SPEND003"
    "SPEND004"
    "SUB001"
    "SUB002"
    "SUB003"
    "SUB004"
    "SUB005"
    "SUB006"
    "SUB007"
    "SUB008"
    "SUB009"
    "VPC001"
    "VPC002"
    "VPC003"
    "VPC004"
    "VPC005"
    "VPC006"
    "VPC007"
    "VPC008"
    "VPC009"
    "VPC010"
    "VPC011"
    "VPC012"
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
