//! Makes a network on which engines differ smaller, as long as they still do.

use super::{Disagreement, ask_again};
use crate::text;
use plat::net::graph::Net;

/// What a division is about, without names of places.
fn shape(all: &[Disagreement]) -> Vec<(&'static str, String)> {
    let kind = |text: &str| text.chars().filter(|it| !it.is_ascii_digit()).collect::<String>();
    all.iter().map(|it| (it.about, kind(&it.says))).collect()
}

/// Leaves out lines, and words of lines, as long as the question still divides the engines.
pub fn shrink(text: &str, found: &Disagreement) -> String {
    let question = found.to_string();
    let question = question.lines().next().unwrap_or_default().trim_start_matches("# ask ").to_owned();
    let again = |text: &str| text::facts(text).ok().and_then(|facts| ask_again(&Net::of(&facts), &question));
    let whole = shape(&again(text).unwrap_or_default());
    let fails = |lines: &[String]| {
        let Ok(facts) = text::facts(&lines.join("\n")) else { return false };
        if !text::stands(&facts) {
            return false;
        }
        let net = Net::of(&facts);
        ask_again(&net, &question).is_some_and(|all| shape(&all) == whole)
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    loop {
        let before = lines.clone();
        let mut at = 0;
        while at < lines.len() {
            // A fact goes with its entries.
            let mut end = at + 1;
            while !lines[at].starts_with(' ') && lines.get(end).is_some_and(|it| it.starts_with(' ')) {
                end += 1;
            }
            let mut fewer = lines.clone();
            fewer.drain(at..end);
            if fails(&fewer) { lines = fewer } else { at += 1 }
        }
        for at in 0..lines.len() {
            let words: Vec<String> = lines[at].split(' ').map(str::to_owned).collect();
            for word in (2..words.len()).rev() {
                let mut fewer: Vec<String> = lines[at].split(' ').map(str::to_owned).collect();
                if word < fewer.len() && !lines[at].starts_with(' ') {
                    fewer.remove(word);
                    let mut shorter = lines.clone();
                    shorter[at] = fewer.join(" ");
                    if fails(&shorter) {
                        lines = shorter;
                    }
                }
            }
        }
        if lines == before {
            return lines.join("\n") + "\n";
        }
    }
}
