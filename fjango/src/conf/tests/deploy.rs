use super::support::*;
use crate::conf::*;

fn ids(settings: &Settings) -> Vec<&'static str> {
    check_deploy(settings).iter().map(|finding| finding.id).collect()
}

#[test]
fn a_good_production_has_no_findings() {
    let sources = Sources::none()
        .with_variable("FJANGO_ENV", "production")
        .with_variable("SECRET_KEY", KEY)
        .with_variable("FJANGO_SERVER__ALLOWED_HOSTS", "example.com");
    assert_eq!(ids(&Settings::load(&sources).unwrap()), [""; 0]);
}

#[test]
fn each_danger_is_found_with_its_origin() {
    let project = Project::new(&[(
        "fjango.toml",
        "debug = true\nsecret_key = 'short'\n[server]\ntrusted_proxies = ['0.0.0.0/0']\n[database]\nurl = 'sqlite::memory:'\n\
         statement_timeout = 'off'\n[log]\nlevel = 'info,fjango=debug'\nformat = 'pretty'\n",
    )]);
    let settings = project.load().unwrap();
    assert_eq!(
        ids(&settings),
        [
            "deploy.env",
            "deploy.debug",
            "deploy.secret_key",
            "deploy.trusted_proxies",
            "deploy.database_in_memory",
            "deploy.secret_key_in_file",
            "deploy.allowed_hosts",
            "deploy.log_format",
            "deploy.log_level",
        ]
    );
    let debug = &check_deploy(&settings)[1];
    assert_eq!(
        debug.to_string(),
        "error[deploy.debug]: causes of errors are shown to clients; turn debug off (`debug` from fjango.toml:1:9)"
    );
}
