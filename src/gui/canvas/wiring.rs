//! The lines of the canvas between changes: routed in pieces between frames, those of what moved first drawn without
//! looking for obstacles (CV-20, SP-2).

use crate::{
    base::{ConnectionId, NodeId},
    layout::{
        Drawn, Picture, Point,
        route::{Bends, Routes, Routing, Wire, bends, cheap, wires_after},
    },
    model::Model,
};
use std::{collections::BTreeSet, sync::Arc};

/// The lines of a drawing, found or in the making.
#[derive(Debug, Default)]
pub struct Wiring {
    picture: Picture,
    wires: Vec<Arc<Wire>>,
    /// What they were made of: a revision of the design, and what was collapsed.
    of: Option<(u64, BTreeSet<NodeId>)>,
    bends: Bends,
    routes: Routes,
    work: Option<Routing>,
    /// What moved since lines were last found: theirs are out of date.
    moved: BTreeSet<NodeId>,
}

impl Wiring {
    /// Takes in another drawing of a revision. Lines that nothing touches stay as they are.
    pub fn follow(&mut self, model: &Model, picture: &Picture, revision: u64) {
        let of = Some((revision, model.drawing().collapsed.clone()));
        let same = self.of == of;
        let wires = if same { self.wires.clone() } else { wires_after(model, &self.wires) };
        self.of = of;
        let bends = bends(model);
        let contains = |drawn: &Drawn| drawn.folded.is_none() && model.is_container(&drawn.id);
        let (mut changed, mut is_new) = (BTreeSet::new(), true);
        for drawn in picture.drawn() {
            let before = self.picture.frame(&drawn.id);
            is_new &= before.is_none();
            // What grew around its content is in nobody's way.
            let stays = before.is_some_and(|it| {
                (it.x, it.y) == (drawn.frame.x, drawn.frame.y) && (it == drawn.frame || contains(drawn))
            });
            if !stays {
                changed.insert(drawn.id.clone());
            }
        }
        let gone = self.picture.drawn().iter().any(|drawn| picture.frame(&drawn.id).is_none());
        if changed.is_empty() && !gone && (same || wires == self.wires) && bends == self.bends {
            self.picture = picture.clone();
            return;
        }
        // Both are in the order of ids.
        let mut before = self.wires.iter().peekable();
        for wire in &wires {
            while before.next_if(|it| it.id < wire.id).is_some() {}
            let same = before.next_if(|it| it.id == wire.id);
            if same.is_some_and(|it| (&it.from, &it.to) != (&wire.from, &wire.to)) {
                self.routes.forget(&wire.id);
            }
        }
        // Lines that were still to be found when this change came are to be found yet.
        if self.work.take().is_none() {
            self.moved.clear();
        }
        self.moved.append(&mut changed);
        self.work = Some(if is_new {
            self.routes = Routes::default();
            Routing::new(picture, wires.clone(), &bends)
        } else {
            Routing::again(picture, wires.clone(), &bends, &self.routes, &self.moved)
        });
        (self.picture, self.wires, self.bends) = (picture.clone(), wires, bends);
    }

    /// Looks for lines while there is time; whether there are new ones.
    pub fn work(&mut self, is_over: &dyn Fn() -> bool) -> bool {
        let Some(mut work) = self.work.take() else { return false };
        while work.step() {
            if is_over() {
                self.work = Some(work);
                return false;
            }
        }
        self.routes = work.found();
        self.moved.clear();
        true
    }

    /// The points that a person set for a connection.
    pub fn bends(&self, id: &ConnectionId) -> &[Point] {
        self.bends.get(id).map_or(&[], Vec::as_slice)
    }

    /// Where everything is drawn.
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// The lines between boxes.
    pub fn wires(&self) -> &[Arc<Wire>] {
        &self.wires
    }

    /// Whether lines are still looked for.
    pub fn is_busy(&self) -> bool {
        self.work.is_some()
    }

    /// Every line as it is known now.
    pub fn lines(&self) -> impl Iterator<Item = (&Arc<Wire>, Way)> {
        self.routes.along(&self.wires).filter_map(|(wire, found)| {
            if let Some(found) = found
                && !self.moved.contains(&wire.from)
                && !self.moved.contains(&wire.to)
            {
                return Some((wire, Way::Found(found.clone())));
            }
            let (from, to) = (self.picture.frame(&wire.from)?, self.picture.frame(&wire.to)?);
            Some((wire, Way::Cheap(cheap(from, to))))
        })
    }
}

/// How a line is led.
#[derive(Clone, Debug)]
pub enum Way {
    /// As it was found.
    Found(Arc<[Point]>),
    /// Until then.
    Cheap(Vec<Point>),
}

impl Way {
    /// Its corners.
    pub fn points(&self) -> &[Point] {
        match self {
            Self::Found(points) => points,
            Self::Cheap(points) => points,
        }
    }

    /// Whether another one is known to be the same.
    pub fn is(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Found(a), Self::Found(b)) if Arc::ptr_eq(a, b))
    }
}
