//! The price list.

/// The price list.
#[derive(Debug)]
pub struct Book {}

impl Book {
    /// The list that comes with Plat.
    pub fn standard() -> &'static Self {
        &Self {}
    }
}
