use super::support::*;
use crate::conf::*;

fn production() -> Sources {
    Sources::none().with_variable("FJANGO_ENV", "production")
}

#[test]
fn production_needs_a_good_key() {
    has(
        &mistake(Settings::load(&production())),
        &["`secret_key` is required", "SECRET_KEY", "openssl rand -base64 48"],
    );
    for weak in [
        "short",
        EXAMPLE_SECRET_KEY,
        &"a".repeat(50),
        "django-insecure-0123456789012345678901234567890",
    ] {
        let text = mistake(Settings::load(&production().with_variable("SECRET_KEY", weak)));
        has(&text, &["environment SECRET_KEY: `secret_key`"]);
        assert!(!text.contains(weak), "{text}");
        mistake(Settings::load(
            &production()
                .with_variable("SECRET_KEY", KEY)
                .with_variable("FJANGO_SECRET_KEY_FALLBACKS", weak),
        ));
    }
    let settings = Settings::load(&production().with_variable("SECRET_KEY", KEY)).unwrap();
    assert_eq!(settings.secret_key.expose(), KEY);
    assert!(!settings.debug && settings.logs_json());
}

#[test]
fn other_environments_are_as_safe_as_production() {
    mistake(variable("FJANGO_ENV", "prod"));
    let sources = Sources::none()
        .with_variable("FJANGO_ENV", "staging")
        .with_variable("SECRET_KEY", KEY);
    assert!(!Settings::load(&sources).unwrap().debug);
}

#[test]
fn the_development_key_is_stable_differs_by_directory_and_is_no_good_elsewhere() {
    let key = |root: &str| Settings::load(&Sources::new(root)).unwrap().secret_key.into_exposed();
    assert_eq!(key("/srv/a"), key("/srv/a"));
    assert_ne!(key("/srv/a"), key("/srv/b"));
    mistake(Settings::load(&production().with_variable("SECRET_KEY", key("/srv/a"))));
}

#[test]
fn nothing_prints_a_secret() {
    let project = Project::new(&[(
        "fjango.toml",
        "secret_key = 'hunter2'\nsecret_key_fallbacks = ['hunter2']\n[app]\napi_key = 'hunter2'\nlist = [{ token = 'hunter2' }]\nbroker = 'amqp://a:hunter2@b'\n",
    )]);
    let sources = project
        .sources()
        .with_variable("DATABASE_URL", "postgres://ann:hunter2@host/db?sslpassword=hunter2")
        .with_override("app.password", "hunter2", "--password");
    let settings = Settings::load(&sources).unwrap();
    let mut all = format!("{settings:?} {sources:?} {:?}", settings.secret_key);
    all.push_str(&render(&settings, Layout::Table));
    all.push_str(&render(&settings, Layout::Json));
    all.push_str(&serde_json::to_string(&(&settings.secret_key, &settings.database.url)).unwrap());
    assert!(!all.contains("hunter2"), "{all}");
    has(&all, &["postgres://ann:***@host/db?sslpassword=***", "amqp://a:***@b"]);
}

#[test]
fn a_wrong_secret_is_not_quoted() {
    for text in [
        "secret_key = 12345",
        "[database]\nurl = 'hunter12345'",
        "secret_key_fallbacks = [12345]",
    ] {
        let error = toml(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("12345"), "{error}");
    }
}

#[test]
fn passwords_in_urls_are_masked_wherever_they_stand() {
    let check = |text: &str, masked: &str| assert_eq!(mask::mask_urls(text), masked);
    check("no url", "no url");
    check("see postgres://u:p@h/d now", "see postgres://u:***@h/d now");
    check("postgres://u:p/w?@x@h/d", "postgres://u:***@h/d");
    check("redis://:p@h", "redis://:***@h");
    check("http://h:80/a?token=t&b=1", "http://h:80/a?token=***&b=1");
    check("http://u@h:80/", "http://u@h:80/");
    check("a://u:p@h \"b://v:q@i\"", "a://u:***@h \"b://v:***@i\"");
    check("://", "://");
}

#[test]
fn names_that_sound_secret_are_known() {
    for name in [
        "password",
        "DB_PASSWORD",
        "X-Api-Key",
        "Set-Cookie",
        "refresh_token",
        "clientSecret",
    ] {
        assert!(mask::is_sensitive(name), "{name}");
    }
    for name in ["path", "access_token_lifetime", "max_tokens", "author", "keyboard"] {
        assert!(!mask::is_sensitive(name), "{name}");
    }
}
