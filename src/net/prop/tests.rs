//! Cases over facts: a network in a few words, questions, and what becomes of them. The worked cases of the forwarding
//! rules are cited by number.

mod balance;
mod hostile;
mod inside;
mod lifted;
mod outside;
mod spread;
mod transit;
mod world;
