use super::line::{Lines, Style};
use crate::conf::Settings;
use std::io::IsTerminal;
use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Registry};

/// What [`init`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installed {
    /// Logs go where the settings say.
    Now,
    /// The program had set up logs of its own before, which stay.
    Before,
}

/// Sends the logs of this process to standard error, as the settings say.
///
/// Lines are coloured when standard error is a terminal and `NO_COLOR` is not set. Calling it
/// again, or after the program installed a subscriber of its own, changes nothing.
pub fn init(settings: &Settings) -> Installed {
    let no_color = settings.variable("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colour = std::io::stderr().is_terminal() && !no_color;
    match subscriber(settings, colour, std::io::stderr).try_init() {
        Ok(()) => Installed::Now,
        Err(_) => Installed::Before,
    }
}

/// The subscriber [`init`] installs, writing to `writer`: for tests that read logs, or for a
/// program that adds layers of its own.
///
/// # Examples
/// ```
/// use fjango::conf::{Environment, Settings};
///
/// let settings = Settings::defaults(Environment::Production);
/// let subscriber = fjango::log::subscriber(&settings, false, std::io::stdout);
/// tracing::subscriber::with_default(subscriber, || tracing::info!("one JSON object"));
/// ```
pub fn subscriber<W>(settings: &Settings, colour: bool, writer: W) -> impl Subscriber + Send + Sync + use<W>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // A level from `Settings::load` is checked; one set by code may be wrong, and logs at `info`
    // serve better than none.
    let filter = Some(&settings.log.level)
        .filter(|level| level.is_ascii())
        .and_then(|level| EnvFilter::builder().parse(level).ok())
        .unwrap_or_else(|| EnvFilter::new("info"));
    let style = match (settings.logs_json(), colour) {
        (true, _) => Style::Json,
        (false, true) => Style::Coloured,
        (false, false) => Style::Plain,
    };
    Registry::default().with(filter).with(Lines::new(style, writer))
}
