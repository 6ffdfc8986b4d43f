//! The command line from outside: what it writes, passes on and says.

mod program;
mod project;
mod refusals;
mod slow;
mod template;
