use super::*;

#[test]
fn defaults_load_without_any_source() {
    let settings = Settings::load(&Sources::none()).unwrap();
    assert_eq!(settings.env, Environment::Development);
    assert_eq!(settings.database.pool_size, 10);
}
