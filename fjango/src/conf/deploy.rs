use super::check::weakness;
use super::{Origin, Settings};
use std::fmt;

/// How much a [`Finding`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a thought before going live.
    Warning,
    /// Do not go live with it.
    Error,
}

/// Something in the settings that is unfit for a public site.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// A stable name, such as `deploy.debug`.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The setting to change.
    pub key: &'static str,
    /// Where its value came from.
    pub origin: Origin,
    /// The fact and the fix.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(
            f,
            "{severity}[{}]: {} (`{}` from {})",
            self.id, self.message, self.key, self.origin
        )
    }
}

/// What is unfit for a public site, errors first: the settings' part of `check --deploy`.
///
/// # Examples
/// ```
/// use fjango::conf::{Environment, Settings, check_deploy};
///
/// let findings = check_deploy(&Settings::defaults(Environment::Development));
/// assert!(findings.iter().any(|finding| finding.id == "deploy.debug"));
/// ```
pub fn check_deploy(settings: &Settings) -> Vec<Finding> {
    use Severity::{Error, Warning};
    let mut findings = Vec::new();
    let mut find = |unfit: bool, id, severity, key, message: &str| {
        if unfit {
            let origin = settings.origin(key);
            findings.push(Finding {
                id,
                severity,
                key,
                origin,
                message: message.to_owned(),
            });
        }
    };
    find(
        settings.env.is_local(),
        "deploy.env",
        Error,
        "env",
        "the environment is for development or tests; set FJANGO_ENV=production",
    );
    find(
        settings.debug,
        "deploy.debug",
        Error,
        "debug",
        "causes of errors are shown to clients; turn debug off",
    );
    if let Some(reason) = weakness(&settings.secret_key) {
        let message = format!("the secret key {reason}; make one with `openssl rand -base64 48`");
        find(true, "deploy.secret_key", Error, "secret_key", &message);
    }
    find(
        matches!(settings.origin("secret_key"), Origin::File { .. }),
        "deploy.secret_key_in_file",
        Warning,
        "secret_key",
        "the secret key is in a settings file, which is likely committed; set the variable SECRET_KEY instead",
    );
    let hosts = &settings.server.allowed_hosts;
    find(
        hosts.is_empty(),
        "deploy.allowed_hosts",
        Warning,
        "server.allowed_hosts",
        "only localhost is answered, so the site refuses its visitors; list its names",
    );
    find(
        hosts.iter().any(|host| host == "*"),
        "deploy.allowed_hosts",
        Warning,
        "server.allowed_hosts",
        "every host name is answered; list the names of the site",
    );
    find(
        settings
            .server
            .trusted_proxies
            .iter()
            .any(|network| network.is_everything()),
        "deploy.trusted_proxies",
        Error,
        "server.trusted_proxies",
        "every client may claim any address; list only the proxies in front",
    );
    let url = settings.database.url.expose();
    find(
        url.starts_with("sqlite:") && (url.contains(":memory:") || url.contains("mode=memory")),
        "deploy.database_in_memory",
        Error,
        "database.url",
        "the database is in memory and lost at every restart; use a file or PostgreSQL",
    );
    find(
        !settings.logs_json(),
        "deploy.log_format",
        Warning,
        "log.format",
        "logs are lines for people; set `json` so that tools can read them",
    );
    let verbose = |directive: &str| {
        let level = directive.rsplit('=').next().unwrap_or(directive).trim();
        level.eq_ignore_ascii_case("debug") || level.eq_ignore_ascii_case("trace")
    };
    find(
        settings.log.level.split(',').any(verbose),
        "deploy.log_level",
        Warning,
        "log.level",
        "debug logs are on: they are many and may tell more than a log should; set `info`",
    );
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}
