//! Finding by a few letters: words and their beginnings, initials, and the initial consonants of Hangul.

use super::state::Document;
use crate::base::{NodeId, Order as _};

/// The consonants that begin syllables, in the order of their code points' arithmetic.
const INITIALS: [char; 19] = [
    'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ',
    'ㅍ', 'ㅎ',
];
/// How many vowels follow each of them, with how many ends.
const VOWELS: u32 = 21;
const ENDS: u32 = 28;

/// How well a text answers what is looked for: every word of it has to be met. More is better.
pub fn score(wanted: &str, text: &str) -> Option<u32> {
    words(wanted, text, true)
}

/// The same, but letters with others between them are no answer: in a long text they always are.
pub fn meets(wanted: &str, text: &str) -> Option<u32> {
    words(wanted, text, false)
}

fn words(wanted: &str, text: &str, loose: bool) -> Option<u32> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let mut sum = 0;
    for word in wanted.to_lowercase().split_whitespace() {
        sum += score_word(&word.chars().collect::<Vec<_>>(), &text, loose)?;
    }
    Some(sum)
}

/// The best score among several texts of one thing.
pub fn best<'t>(wanted: &str, texts: impl IntoIterator<Item = &'t str>) -> Option<u32> {
    texts.into_iter().filter_map(|text| score(wanted, text)).max()
}

fn score_word(word: &[char], text: &[char], loose: bool) -> Option<u32> {
    let begins = |at: usize| at == 0 || !text[at - 1].is_alphanumeric() && text[at].is_alphanumeric();
    let mut best = None;
    for (at, part) in text.windows(word.len()).enumerate() {
        if part.iter().zip(word).all(|(have, want)| fits(*want, *have)) {
            let value = match (at, begins(at), part.len() == text.len()) {
                (_, _, true) => 120,
                (0, ..) => 100,
                (_, true, _) => 80,
                (_, false, _) => 60,
            };
            best = best.max(Some(value));
        }
    }
    if best.is_some() || word.len() < 2 || !loose {
        return best;
    }
    let initials: Vec<char> = (0..text.len()).filter(|at| begins(*at)).map(|at| text[at]).collect();
    if initials.starts_with(word) {
        return Some(50);
    }
    // The letters one after the other, with others between them.
    let mut rest = word.iter().peekable();
    for have in text {
        rest.next_if(|want| fits(**want, *have));
    }
    rest.peek().is_none().then_some(20)
}

/// Whether a letter that was typed may stand for one of a text: itself, the consonant that a syllable begins with, or a
/// syllable to which an end may still be typed.
fn fits(want: char, have: char) -> bool {
    if want == have {
        return true;
    }
    let place = |letter: char| u32::from(letter).checked_sub(0xAC00).filter(|at| *at < 19 * VOWELS * ENDS);
    let Some(have) = place(have) else { return false };
    let initial = usize::try_from(have / (VOWELS * ENDS)).ok().and_then(|at| INITIALS.get(at));
    initial == Some(&want) || place(want).is_some_and(|want| want % ENDS == 0 && want == have - have % ENDS)
}

/// The resources of a design that answer what is looked for, the best first: by id, kind, what the card says, tags and
/// note.
pub fn resources(doc: &Document, wanted: &str) -> Vec<NodeId> {
    if wanted.trim().is_empty() {
        return Vec::new();
    }
    let mut hits: Vec<(u32, &NodeId)> = Vec::new();
    for (id, node) in doc.analysis.model().nodes() {
        let spec = node.resource.kind().spec();
        let headline = node.resource.as_resource().headline();
        let mut all = format!(
            "{id} {} {} {} {headline} {}",
            spec.label.en, spec.label.ko, spec.short, node.description
        );
        for (key, value) in node.tags.iter() {
            all.push_str(&format!(" {key} {value}"));
        }
        let own = meets(wanted, id.as_str()).map(|it| it + 100);
        if let Some(value) = own.max(meets(wanted, &all)) {
            hits.push((value, id));
        }
    }
    hits.order_by_key(|(value, id)| (std::cmp::Reverse(*value), *id));
    hits.into_iter().map(|(_, id)| id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_words_initials_and_consonants_are_found() {
        let found = |wanted: &str, text: &str| score(wanted, text).is_some();
        assert!(found("lam", "Lambda function") && found("func lam", "Lambda function"));
        assert!(found("lf", "Lambda function") && found("lbdf", "Lambda function"));
        assert!(!found("x", "Lambda function") && !found("fl", "Lambda"));
        assert!(found("ㄹㄷ", "람다 함수") && found("람ㄷ", "람다 함수") && found("라", "람다 함수"));
        assert!(found("ㅎㅅ", "람다 함수") && !found("ㅂ", "람다 함수") && !found("담", "람다 함수"));
        assert!(found("", "anything"));
    }

    #[test]
    fn a_beginning_is_better_than_a_middle() {
        let order = ["api", "api gateway", "the api", "rapid", "all paid in"];
        let scores: Vec<_> = order.iter().map(|text| score("api", text)).collect();
        assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");
    }
}
