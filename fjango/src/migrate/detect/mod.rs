//! The autodetector: which steps lead from the files' state to the models'.
//!
//! As in Django's `db/migrations/autodetector.py` steps are found per app and apps depend on each other by their
//! relations; unlike there the order inside one migration needs no care, since its SQL is made from both its ends.

mod drafts;
mod fields;
mod make;
mod models;
mod order;

pub use make::{MakeOptions, detect};
