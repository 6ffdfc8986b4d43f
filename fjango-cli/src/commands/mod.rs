//! What each verb does.

mod dev;
mod new;
mod pass;

use crate::cli::{Cli, Verb};
use crate::error::Result;

/// Does what the command line says.
///
/// # Errors
/// What the verb says. A verb of the project does not return: the project's binary takes this process over.
pub fn run(cli: Cli) -> Result {
    if let Some((verb, arguments)) = cli.verb.passed() {
        return pass::pass(&cli.selection, verb, arguments);
    }
    match cli.verb {
        Verb::New(args) => new::new(&args),
        Verb::Init(args) => new::init(&args),
        Verb::Dev(args) => dev::dev(&cli.selection, &args.arguments),
        _ => Ok(()),
    }
}
