//! The attribute macros of fjango.
