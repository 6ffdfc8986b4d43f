//! The autodetector: which steps lead from the files' state to the models'.
//!
//! As in Django's `db/migrations/autodetector.py` steps are found per app and apps depend on each other by their
//! relations; unlike there the order inside one migration needs no care, since its SQL is made from both its ends.

//!
//! What has another name is found first ([`Answers`], then a [`Questioner`]); the rest compares by the new names.

mod answers;
mod between;
mod drafts;
mod evidence;
mod fields;
mod make;
mod models;
mod order;
mod past;
mod questions;
mod renames;
mod rules;
mod terminal;
mod values;

pub use answers::Answers;
pub use make::{MakeOptions, detect, detect_asking};
pub use questions::{Becomes, Candidate, Decline, LostChoice, MissingValue, OneOff, Questioner, Refuse, Renamed};
pub use terminal::Terminal;
