//! Answers that nobody looks at any more, let go piece by piece: to free all of them takes longer than a frame has
//! (SP-2).

use super::answers::{Answers, Books};
use crate::{
    base::ConnectionId,
    model::fact,
    net::{Judgement, Network},
};
use std::{collections::BTreeMap, rc::Rc};

/// Answers that nobody looks at any more.
#[derive(Debug, Default)]
pub(super) struct Past {
    judged: Vec<BTreeMap<ConnectionId, Judgement>>,
    ways: Vec<BTreeMap<ConnectionId, Vec<fact::Way>>>,
    networks: Vec<Network>,
    books: Vec<Books>,
}

impl Past {
    /// Takes over what is large of some answers, unless somebody else has it too.
    pub fn take(&mut self, answers: Answers) {
        let Answers { network, judgements, ways, books, .. } = answers;
        self.networks.extend(network.into_inner().and_then(Rc::into_inner));
        judgements.into_inner().into_iter().for_each(|it| self.take_judged(it));
        self.ways.extend(ways.into_inner().and_then(Rc::into_inner));
        self.books.extend(books.into_inner());
    }

    /// The same of judgements.
    pub fn take_judged(&mut self, judged: Rc<BTreeMap<ConnectionId, Judgement>>) {
        self.judged.extend(Rc::into_inner(judged));
    }

    /// The same of answers on their way.
    pub fn take_started(
        &mut self,
        judged: BTreeMap<ConnectionId, Judgement>,
        ways: BTreeMap<ConnectionId, Vec<fact::Way>>,
    ) {
        self.judged.push(judged);
        self.ways.push(ways);
    }

    /// Lets go of a piece; false if there is nothing.
    pub fn let_go(&mut self) -> bool {
        shrink(&mut self.judged, |it| it.pop_first().is_some())
            || shrink(&mut self.ways, |it| it.pop_first().is_some())
            || shrink(&mut self.networks, Network::let_go)
            || self.books.pop().is_some()
    }
}

/// Takes a piece off the last one, or drops that if there is none.
fn shrink<T>(all: &mut Vec<T>, piece: impl Fn(&mut T) -> bool) -> bool {
    let Some(last) = all.last_mut() else { return false };
    if !piece(last) {
        all.pop();
    }
    true
}
