//! The editor driven by label and role, without a window.
