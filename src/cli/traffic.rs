//! Sets of packets in a few words, as the command line says them.

use crate::{
    analysis::{Packets, traffic},
    base::Lang,
};

/// Sets of packets with their protocols and ports in a few words.
pub fn words(packets: &[Packets]) -> Vec<(&Packets, String)> {
    traffic::words(packets, Lang::En)
}
