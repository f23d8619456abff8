//! Ends that behave alike, so that a matrix has one row for all of them.

use super::Verdict;

/// Ends that behave alike, by their places among `count`: the same verdicts to and from every other end, and alike
/// between the two. That is an equivalence, so the first of a class stands for all of it. `verdict` says what became
/// of packets from one place to another.
pub fn classes(count: usize, verdict: impl Fn(usize, usize) -> Option<Verdict>) -> Vec<Vec<usize>> {
    let alike = |a: usize, b: usize| {
        let others = (0..count).filter(|at| *at != a && *at != b);
        let same = |at| verdict(a, at) == verdict(b, at) && verdict(at, a) == verdict(at, b);
        verdict(a, b) == verdict(b, a) && others.into_iter().all(same)
    };
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for at in 0..count {
        match classes.iter_mut().find(|class| class.first().is_some_and(|first| alike(*first, at))) {
            Some(class) => class.push(at),
            None => classes.push(vec![at]),
        }
    }
    classes
}
