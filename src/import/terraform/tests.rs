//! Plans and states as text.
