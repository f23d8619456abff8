//! Every end that a set of packets gets to, for comparing with the other engines.

use super::{Aim, Errand, Origin, Place, STEPS_MAX};
use crate::net::{
    ends,
    graph::{Finish, Net, Start},
    traffic_set::TrafficSet,
};
use std::collections::BTreeMap;

/// What becomes of a set of packets, as they are where they start.
#[derive(Clone, Debug, Default)]
pub struct Flows {
    /// Packets that get to an end, and whose answers come back, under some choice of the provider's.
    pub may: BTreeMap<Finish, TrafficSet>,
    /// Packets that some choice drops.
    pub lost: TrafficSet,
    /// Packets that meet something that is not modelled under some choice.
    pub unknown: TrafficSet,
}

impl Flows {
    /// Packets that get to some end under every choice.
    pub fn must(&self) -> TrafficSet {
        let got = self.may.values().fold(TrafficSet::default(), |all, set| all.union(set.clone()));
        got.subtract(&self.lost)
    }
}

/// Pushes packets through, and their answers back. The packets may go anywhere; nothing is asked of their end.
pub fn flows(net: &Net, start: Start, sent: &TrafficSet) -> Flows {
    flows_within(net, start, sent, STEPS_MAX)
}

/// The same for wide sets: all pieces together may meet `steps` devices.
pub fn flows_within(net: &Net, start: Start, sent: &TrafficSet, steps: usize) -> Flows {
    let origin = match start {
        Start::Interface(at) => Origin::Interface(at),
        Start::Internet => ends::internet(net),
        Start::Unattached => ends::unattached(None),
        Start::Site(at) => Origin::Site { at, addresses: net.sites[at as usize].cidrs.clone() },
        Start::Entry(balancer) => Origin::Entry { node: None, balancer },
    };
    let aim = Aim { anywhere: true, ..Aim::default() };
    let errand = Errand { net, origin: &origin, aim: &aim, lifts: 0, counts_losses: true, steps };
    let mut out = Flows::default();
    let walked = errand.forward(sent.clone());
    let mut left = steps.saturating_sub(walked.steps);
    out.lost = walked.losses;
    for trace in walked.traces {
        let place = match &trace.end {
            Ok(place) => place,
            Err(stop) => {
                if stop.unknown {
                    out.unknown.extend(trace.packet.at_source().intersect(sent));
                }
                continue;
            }
        };
        let mut came = trace.packet.part(trace.packet.set.unanswered()).at_source();
        let back = Errand { steps: left, ..errand }.back(sent, &trace.packet, place);
        left = left.saturating_sub(back.steps);
        out.lost.extend(back.losses);
        for answer in back.traces {
            match &answer.end {
                Ok(_) => came.extend(answer.packet.set.requests()),
                Err(stop) if stop.unknown => {
                    let asked = answer.packet.part(answer.packet.set.requests());
                    out.unknown.extend(asked.at_source().intersect(sent));
                }
                Err(_) => {}
            }
        }
        let came = came.intersect(sent);
        if !came.is_empty()
            && let Some(finish) = finish(place)
        {
            out.may.entry(finish).or_default().extend(came);
        }
    }
    out
}

fn finish(place: &Place) -> Option<Finish> {
    match place {
        Place::Interface(at) => Some(Finish::Interface(*at)),
        Place::Internet => Some(Finish::Internet),
        Place::Service { service: Some(at), .. } => Some(Finish::Service(*at)),
        Place::Service { service: None, .. } => Some(Finish::UnnamedService),
        Place::Site(at) => Some(Finish::Site(*at)),
        Place::Reserved(at) => Some(Finish::Reserved(*at)),
        Place::Client => None,
    }
}
