use std::future::Future;
use std::process::ExitCode;

/// Runs the program's `main` on actix's runtime; an error is printed with its causes.
#[expect(clippy::print_stderr, reason = "the log may not be set up when main fails")]
pub fn run_main<E: std::error::Error>(main: impl Future<Output = Result<(), E>>) -> ExitCode {
    match actix_web::rt::System::new().block_on(main) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", with_causes(&error));
            ExitCode::FAILURE
        }
    }
}

/// The error and its causes, one a line; a cause whose text the line above ends with is not repeated.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut last = text.clone();
    let mut cause = error.source();
    while let Some(error) = cause {
        let line = error.to_string();
        if !last.ends_with(&line) {
            text.push_str("\n  caused by: ");
            text.push_str(&line);
        }
        last = line;
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::with_causes;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Step(&'static str, #[source] Option<Box<Step>>);

    #[test]
    fn each_cause_is_one_line_and_none_is_repeated() {
        let deep = Step("no such file", None);
        let repeated = Step("cannot read: no such file", Some(Box::new(deep)));
        let error = Step("the site cannot start", Some(Box::new(repeated)));
        assert_eq!(
            with_causes(&error),
            "the site cannot start\n  caused by: cannot read: no such file"
        );
    }
}
