//! Answers that take time: found out piece by piece between frames, and kept until the design means something else.
//!
//! A panel asks for a topic in each frame that shows it. What is not there yet is worked on after the frame is drawn,
//! for as long as the frame has time; what nobody asks for any more is not. While an answer is made anew the old one
//! is handed out, and said to be old.

use super::{
    asking::{Since, Topic, Traffic},
    growing::{Growing, Growth, Priced, Pricing, Weighed, Weighing},
};
use crate::base::Order as _;
use crate::{
    analysis::{
        Amount, Analysis, Answer, Blasting, Code, Comparison, Difference, Exposed, Hit, Matrix, Offer,
        Offering, Packets, Proposal, Proposing, Question, Serverless, Turn, Verdict, amounts, differences,
    },
    model::selector::End,
};
use std::rc::Rc;

/// How many answers are kept.
const KEPT: usize = 12;
/// For how many frames an answer may be made without a word.
pub(super) const QUIET: usize = 6;
/// After how many frames it is told how far it is: about a second.
const SLOW: usize = 60;

/// What came out.
#[derive(Debug)]
pub enum Found {
    /// Of a path.
    Path(Box<Answer>),
    /// Of each end, those that are reached first.
    Ends(Vec<Reach>),
    /// Of an end that is taken over, nearest first.
    Taken(Vec<Hit>),
    /// Of the internet, and the rows that show it.
    Exposure(Vec<Exposed>, Vec<Line>),
    /// Of everything against everything.
    Matrix(Matrix),
    /// Edits that would turn an answer round.
    Proposals(Vec<Proposal>),
    /// What would meet a need, the cheapest first.
    Offers(Vec<Offer>),
    /// The bill under some terms.
    Bill(Box<Priced>),
    /// What the design and others cost with more requests.
    Growth(Growth),
    /// Other designs that do the same.
    Alternatives(Weighed),
    /// How serverless the design is.
    Serverless(Serverless),
    /// What changed since another design.
    Changes(Changes),
}

/// What changed since another design.
#[derive(Debug)]
pub struct Changes {
    /// Fields.
    pub differences: Vec<Difference>,
    /// Pairs of ends between which something else passes.
    pub turns: Vec<Turn>,
    /// Amounts of the bill.
    pub amounts: [Amount; 3],
}

/// One row of what the internet gets to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// A title over those that follow: interfaces that are reached.
    Reached,
    /// The same: what is shared with everybody, where policies decide.
    ByService,
    /// The same: of which the model does not say.
    NotSaid,
    /// An end, by its place.
    End(usize),
    /// One of the hops that let packets in, by the places of the end and the hop.
    Reason(usize, usize),
}

/// The rows of what the internet gets to: interfaces with their reasons, then services, then what is not known.
fn lines(exposed: &[Exposed]) -> Vec<Line> {
    let kind = |it: &Exposed| match (it.is_by_service(), it.answer.verdict) {
        (true, _) => Line::ByService,
        (false, Verdict::Unknown) => Line::NotSaid,
        (
            false,
            Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly | Verdict::Unreachable,
        ) => Line::Reached,
    };
    let mut lines = Vec::new();
    for title in [Line::Reached, Line::ByService, Line::NotSaid] {
        let these = exposed.iter().enumerate().filter(|(_, it)| kind(it) == title);
        for (nth, (at, it)) in these.enumerate() {
            lines.extend((nth == 0).then_some(title));
            lines.push(Line::End(at));
            if title == Line::Reached {
                lines.extend((0..it.reasons().len()).map(|hop| Line::Reason(at, hop)));
            }
        }
    }
    lines
}

/// One end that is reached, or not.
#[derive(Debug)]
pub struct Reach {
    /// The end.
    pub end: End,
    /// Whether packets get there.
    pub verdict: Verdict,
    /// Why not.
    pub code: Option<Code>,
    /// Those that do.
    pub packets: Vec<Packets>,
}

/// An answer as it stands.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The answer, if there is one.
    pub found: Option<Rc<Found>>,
    /// Whether it belongs to an older design and has been waiting for its successor.
    pub is_old: bool,
    /// Whether there is none yet, and has not been for long.
    pub is_awaited: bool,
    /// How much of the work is done, once that is worth a word.
    pub progress: Option<(usize, usize)>,
    /// Whether that takes so long that a person may want to stop it.
    pub is_slow: bool,
    /// Whether a person stopped the work.
    pub stopped: bool,
}

/// The answers of one document.
#[derive(Debug, Default)]
pub struct Kept {
    done: Vec<Done>,
    wanted: Vec<Topic>,
    job: Option<Job>,
    stopped: Option<(Topic, u64)>,
    /// Whether nothing can be worked on, and has not been for long: what the editor shows of the design comes first.
    pub held: bool,
}

#[derive(Debug)]
struct Done {
    topic: Topic,
    revision: u64,
    found: Rc<Found>,
}

impl Kept {
    /// Asks for an answer, and hands out what there is of it.
    pub fn ask(&mut self, topic: &Topic, revision: u64) -> Shown {
        let known = self.done.iter().find(|it| it.topic == *topic);
        let fresh = known.is_some_and(|it| it.revision == revision);
        let stopped = self.stopped.as_ref().is_some_and(|it| it.0 == *topic && it.1 == revision);
        if !fresh && !stopped && !self.wanted.contains(topic) {
            self.wanted.push(topic.clone());
        }
        let job = self.job.as_ref().filter(|it| it.topic == *topic && it.frames > QUIET && !fresh);
        let waits = job.is_some() || self.held;
        Shown {
            found: known.map(|it| it.found.clone()),
            is_old: known.is_some() && !fresh && (waits || stopped),
            is_awaited: known.is_none() && waits && !stopped,
            progress: job.map(|it| it.work.progress()),
            is_slow: job.is_some_and(|it| it.frames > SLOW),
            stopped: stopped && !fresh,
        }
    }

    /// Whether something that was asked for is not there.
    pub fn is_wanted(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Whether something is being worked on.
    #[cfg(test)]
    pub fn is_busy(&self) -> bool {
        self.job.is_some() || self.is_wanted()
    }

    /// Lets the work on a topic rest until it is asked for again.
    pub fn stop(&mut self, topic: Topic, revision: u64) {
        self.job = None;
        self.stopped = Some((topic, revision));
    }

    /// Takes up work that was stopped.
    pub fn go_on(&mut self) {
        self.stopped = None;
    }

    /// Works on what this frame asked for while there is time, at least one piece.
    pub fn work(&mut self, analysis: &Analysis, has_time: &dyn Fn() -> bool) {
        for topic in std::mem::take(&mut self.wanted) {
            if self.job.as_ref().is_none_or(|it| it.topic != topic || it.revision != analysis.revision()) {
                let frames = self.job.take().filter(|it| it.topic == topic).map_or(0, |it| it.frames);
                let (work, revision) = (Work::of(&topic, analysis), analysis.revision());
                self.job = Some(Job { topic, revision, work, frames });
            }
            let Some(mut job) = self.job.take() else { return };
            job.frames += 1;
            loop {
                if !job.work.step(analysis) {
                    let Job { topic, revision, work, .. } = job;
                    self.done.retain(|it| it.topic != topic);
                    self.done.truncate(KEPT - 1);
                    self.done.insert(0, Done { topic, revision, found: Rc::new(work.found(analysis)) });
                    break;
                }
                if !has_time() {
                    self.job = Some(job);
                    return;
                }
            }
        }
    }
}

/// Work that is under way.
#[derive(Debug)]
struct Job {
    topic: Topic,
    revision: u64,
    work: Work,
    /// In how many frames it was worked on.
    frames: usize,
}

/// What is done so far.
#[derive(Debug)]
enum Work {
    Path(Question),
    Ends { known: End, backwards: bool, traffic: Traffic, ends: Vec<End>, rows: Vec<Reach> },
    Taken(Box<Blasting>),
    Exposure { ends: Vec<(End, bool)>, at: usize, found: Vec<Exposed> },
    Matrix { traffic: Traffic, matrix: Matrix },
    Proposals(Box<Proposing>),
    Offers(Offering),
    Bill(Box<Pricing>),
    Growth(Box<Growing>),
    Alternatives(Weighing),
    Serverless,
    Changes { since: Since, pairs: [Comparison; 2], all: usize },
}

impl Work {
    fn of(topic: &Topic, analysis: &Analysis) -> Self {
        match topic.clone() {
            Topic::Path(question) => Self::Path(question),
            Topic::Ends { known, backwards, traffic } => {
                let ends = if backwards { analysis.senders() } else { analysis.answerers() };
                let ends = ends.into_iter().filter(|end| *end != known).collect();
                Self::Ends { known, backwards, traffic, ends, rows: Vec::new() }
            }
            Topic::Taken(end) => Self::Taken(Box::new(Blasting::new(analysis, &[end]))),
            Topic::Exposure => {
                let ends = analysis.exposable().into_iter();
                let ends = ends.flat_map(|end| [false, true].map(|ipv6| (end.clone(), ipv6))).collect();
                Self::Exposure { ends, at: 0, found: Vec::new() }
            }
            Topic::Matrix(traffic) => Self::Matrix { traffic, matrix: Matrix::new(analysis) },
            Topic::Proposals { question, calls } => {
                Self::Proposals(Box::new(Proposing::new(question, calls)))
            }
            Topic::Offers(need) => Self::Offers(Offering::new(analysis, &need)),
            Topic::Bill(terms) => Self::Bill(Box::new(Pricing::new(terms))),
            Topic::Growth(terms) => Self::Growth(Box::new(Growing::new(analysis, terms))),
            Topic::Alternatives => Self::Alternatives(Weighing::new(analysis)),
            Topic::Serverless => Self::Serverless,
            Topic::Changes(since) => {
                let pairs = [false, true].map(|ipv6| analysis.comparing(&since.0.analysis, ipv6));
                let all = pairs.iter().map(Comparison::left).sum();
                Self::Changes { since, pairs, all }
            }
        }
    }

    /// Does one piece; false once nothing is left.
    fn step(&mut self, analysis: &Analysis) -> bool {
        match self {
            // These are answered in one piece, at the end.
            Self::Path(_) | Self::Serverless => false,
            Self::Ends { known, backwards, traffic, ends, rows } => {
                if let Some(end) = ends.get(rows.len()) {
                    let (from, to) = if *backwards { (end, &*known) } else { (&*known, end) };
                    let answer = analysis.ask(&traffic.between(from.clone(), to.clone()));
                    let (verdict, code, packets) = (answer.verdict, answer.code, answer.packets);
                    rows.push(Reach { end: end.clone(), verdict, code, packets });
                }
                rows.len() < ends.len()
            }
            Self::Taken(blasting) => blasting.step(analysis),
            Self::Exposure { ends, at, found } => {
                if let Some((end, ipv6)) = ends.get(*at) {
                    found.extend(analysis.exposed(end, *ipv6));
                }
                *at += 1;
                *at < ends.len()
            }
            Self::Matrix { traffic, matrix } => matrix.step(analysis, &|from, to| traffic.between(from, to)),
            Self::Proposals(proposing) => proposing.step(analysis),
            Self::Offers(offering) => offering.step(analysis),
            Self::Bill(pricing) => pricing.step(analysis),
            Self::Growth(growing) => growing.step(analysis),
            Self::Alternatives(weighing) => weighing.step(analysis),
            Self::Changes { since, pairs, .. } => {
                let old = &since.0.analysis;
                pairs.iter_mut().any(|it| it.step(old, analysis))
            }
        }
    }

    fn progress(&self) -> (usize, usize) {
        match self {
            Self::Path(_) | Self::Serverless => (0, 1),
            Self::Ends { ends, rows, .. } => (rows.len(), ends.len()),
            Self::Taken(blasting) => blasting.progress(),
            Self::Exposure { ends, at, .. } => (*at, ends.len()),
            Self::Matrix { matrix, .. } => matrix.progress(),
            Self::Proposals(proposing) => proposing.progress(),
            Self::Offers(offering) => offering.progress(),
            Self::Bill(pricing) => pricing.progress(),
            Self::Growth(growing) => growing.progress(),
            Self::Alternatives(weighing) => weighing.progress(),
            Self::Changes { pairs, all, .. } => {
                (all - pairs.iter().map(Comparison::left).sum::<usize>(), *all)
            }
        }
    }

    fn found(self, analysis: &Analysis) -> Found {
        match self {
            Self::Path(question) => Found::Path(Box::new(analysis.ask(&question))),
            Self::Ends { mut rows, .. } => {
                rows.order_by(|a, b| (a.verdict, &a.end).cmp(&(b.verdict, &b.end)));
                Found::Ends(rows)
            }
            Self::Taken(blasting) => Found::Taken(blasting.found()),
            Self::Exposure { found, .. } => {
                let lines = lines(&found);
                Found::Exposure(found, lines)
            }
            Self::Matrix { matrix, .. } => Found::Matrix(matrix),
            Self::Proposals(proposing) => Found::Proposals(proposing.found()),
            Self::Offers(offering) => Found::Offers(offering.found()),
            Self::Bill(pricing) => Found::Bill(Box::new(pricing.found(analysis))),
            Self::Growth(growing) => Found::Growth(growing.found()),
            Self::Alternatives(weighing) => Found::Alternatives(weighing.found()),
            Self::Serverless => Found::Serverless(analysis.serverless()),
            Self::Changes { since, pairs, .. } => {
                let old = &since.0.analysis;
                Found::Changes(Changes {
                    differences: differences(old, analysis),
                    turns: pairs.into_iter().flat_map(|it| it.turns).collect(),
                    amounts: amounts(old, analysis),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;

    const DESIGN: &str = include_str!("../../models/public-private-nat-web-server/model.json");

    fn topic() -> Topic {
        Topic::Matrix(Traffic::every(false))
    }

    #[test]
    fn work_goes_on_in_small_pieces_and_is_kept() {
        let analysis = Analysis::new(file::load(DESIGN).unwrap().model);
        let mut kept = Kept::default();
        let pairs = analysis.placed().len().pow(2);
        for frame in 0..pairs {
            let shown = kept.ask(&topic(), 0);
            assert!(shown.found.is_none() && !shown.is_old);
            // After some frames a person is told how far it is.
            assert_eq!(shown.progress.is_some(), frame > QUIET, "{frame}");
            kept.work(&analysis, &|| false);
        }
        let shown = kept.ask(&topic(), 0);
        assert!(matches!(shown.found.as_deref(), Some(Found::Matrix(it)) if !it.classes.is_empty()));
        assert!(shown.progress.is_none() && !kept.is_wanted(), "nothing is left to do");
    }

    #[test]
    fn an_old_answer_is_said_to_be_old_only_if_the_new_one_takes_time() {
        let mut analysis = Analysis::new(file::load(DESIGN).unwrap().model);
        let mut kept = Kept::default();
        kept.ask(&topic(), analysis.revision());
        kept.work(&analysis, &|| true);
        let edits = [crate::model::edit::Edit::Remove { id: "web".parse().unwrap() }];
        analysis.edit(1, &edits).unwrap();
        for frame in 0..QUIET + 2 {
            let shown = kept.ask(&topic(), analysis.revision());
            assert!(shown.found.is_some(), "never blank");
            assert_eq!(shown.is_old, frame > QUIET, "{frame}");
            kept.work(&analysis, &|| false);
        }
        kept.stop(topic(), analysis.revision());
        let shown = kept.ask(&topic(), analysis.revision());
        assert!(shown.stopped && shown.is_old && !kept.is_wanted());
        kept.go_on();
        kept.ask(&topic(), analysis.revision());
        kept.work(&analysis, &|| true);
        let shown = kept.ask(&topic(), analysis.revision());
        assert!(shown.found.is_some() && !shown.is_old && !shown.stopped);
    }
}
