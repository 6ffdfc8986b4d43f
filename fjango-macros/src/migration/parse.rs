use proc_macro2::TokenStream;
use syn::{LitStr, Path};

use crate::errors::Errors;
use crate::options::Options;

/// What stands in the parentheses.
pub struct MigrationArgs {
    /// The migration that the step follows.
    pub after: Option<LitStr>,
    /// The app, when it is not the package.
    pub app: Option<LitStr>,
    /// Migrations of other apps.
    pub requires: Vec<LitStr>,
    /// The way back.
    pub reverse: Option<Path>,
}

impl MigrationArgs {
    pub fn parse(tokens: TokenStream) -> (Self, Errors) {
        let mut options = Options::parse("#[migration]", tokens);
        let args = Self {
            after: options.string("after", "after = \"0003_split_name\""),
            app: options.string("app", "app = \"blog\""),
            requires: options.texts("requires", "requires(\"auth.0001_initial\")"),
            reverse: options.function("reverse", "reverse = unfill"),
        };
        let mut errors = Errors::default();
        options.finish(&mut errors);
        (args, errors)
    }
}
