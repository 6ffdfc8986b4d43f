use crate::auth::{Cost, Error, PasswordHasher, PasswordIssue, check_password, is_usable, unusable_password};

/// Cheap hashes, since what is tested is not their strength.
fn hasher() -> PasswordHasher {
    PasswordHasher::new(Cost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    })
}

/// Made by `Argon2PasswordHasher` of Django 5.2.
const DJANGO: &str = "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYQ\
                      $S0SD5Ocn6S7JkejzWuj2SRsQh+uiT/B94//JwnhR8lY";
const DJANGO_CHEAP: &str = "argon2$argon2id$v=19$m=512,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZkFCQ0RFRg\
                            $1I9cGUWIz9xKVqh95UiD7G8AFk9y5pBgFXtPI0qUE5U";

#[tokio::test]
async fn hashes_of_django_are_read() {
    assert!(hasher().verify("pässwörd", DJANGO_CHEAP).await.unwrap());
    assert!(!hasher().verify("passwörd", DJANGO_CHEAP).await.unwrap());
    assert!(hasher().verify("correct horse battery staple", DJANGO).await.unwrap());
}

/// Made by `PBKDF2PasswordHasher` of Django 5.2, with fewer iterations than it takes by itself.
const PBKDF2: &str = "pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=";

#[tokio::test]
async fn hashes_that_django_makes_by_default_are_read_and_worth_replacing() {
    assert!(hasher().verify("lètmein", PBKDF2).await.unwrap());
    for wrong in ["letmein", "", "lètmein "] {
        assert!(!hasher().verify(wrong, PBKDF2).await.unwrap(), "{wrong:?}");
    }
    let empty = "pbkdf2_sha256$1$salt$8TXCeZO6+Ydzxc20ClcGzmo0XN5hsACmeFhlDNajJNc=";
    assert!(hasher().verify("", empty).await.unwrap());
    assert!(hasher().needs_rehash(PBKDF2));
    for broken in [
        PBKDF2.replace("1000", "0"),
        PBKDF2.replace("1000", "-1"),
        PBKDF2.replace("1000", "4000000000"),
        PBKDF2.replace("$seasalt", ""),
        PBKDF2.replace("$seasalt", "$sea$salt"),
        PBKDF2.replace("X4A=", ""),
        PBKDF2.replace("sha256", "sha1"),
    ] {
        let result = hasher().verify("lètmein", &broken).await;
        assert!(
            matches!(result, Err(Error::PasswordHash { .. })),
            "{broken}: {result:?}"
        );
    }
}

#[tokio::test]
async fn each_hash_has_its_own_salt() {
    let (one, two) = (
        hasher().hash("secret").await.unwrap(),
        hasher().hash("secret").await.unwrap(),
    );
    assert_ne!(one, two);
    for encoded in [one, two] {
        assert!(encoded.len() <= 128, "fits the column: {encoded}");
        assert!(hasher().verify("secret", &encoded).await.unwrap());
        assert!(!hasher().verify("Secret", &encoded).await.unwrap());
    }
}

#[tokio::test]
async fn unusable_passwords_match_nothing() {
    let encoded = unusable_password();
    assert!(!is_usable(&encoded));
    for password in ["", "!", encoded.as_str()] {
        assert!(!hasher().verify(password, &encoded).await.unwrap());
        assert!(!hasher().verify(password, "").await.unwrap());
    }
    assert!(!hasher().verify_nothing("anything").await.unwrap());
}

#[tokio::test]
async fn broken_hashes_are_errors_and_not_matches() {
    let good = DJANGO_CHEAP;
    let broken = [
        "secret".to_owned(),
        "argon2$".to_owned(),
        "md5$salt$hash".to_owned(),
        good.replace("argon2id", "argon3"),
        good.replace("v=19", "v=20"),
        good.replace("m=512", "m=4294967295"),
        good.replace("t=2", "t=99999"),
        good.replace("p=2", "p=0"),
        good.replace("p=2", "q=2"),
        good.replace("$MDEy", "$*"),
        good.split_at(good.len() - 40).0.to_owned(),
    ];
    for encoded in broken {
        let result = hasher().verify("pässwörd", &encoded).await;
        assert!(
            matches!(result, Err(Error::PasswordHash { .. })),
            "{encoded}: {result:?}"
        );
    }
}

#[tokio::test]
async fn weaker_hashes_are_worth_replacing() {
    let own = PasswordHasher::default();
    assert!(!own.needs_rehash(DJANGO), "stronger than ours");
    assert!(own.needs_rehash(DJANGO_CHEAP));
    assert!(!hasher().needs_rehash(&hasher().hash("x").await.unwrap()));
    assert!(own.needs_rehash(&DJANGO.replace("argon2id", "argon2i")));
    assert!(!own.needs_rehash(&unusable_password()));
}

#[test]
fn weak_passwords_are_told_why() {
    use PasswordIssue::{AllDigits, Common, Similar, TooLong, TooShort};
    let cases: &[(&str, &[PasswordIssue])] = &[
        ("", &[TooShort]),
        ("seven77", &[TooShort]),
        ("4815162342", &[AllDigits]),
        ("12345678", &[AllDigits, Common]),
        ("PassWord123", &[Common]),
        ("adalovelace", &[Similar]),
        ("AdaLovelace1", &[Similar]),
        ("analytical", &[Similar]),
        ("correct horse battery", &[]),
        ("ada's own engine", &[]),
    ];
    for (password, expected) in cases {
        assert_eq!(
            check_password(password, "adalovelace", "ada@analytical.example"),
            *expected,
            "{password}"
        );
    }
    assert_eq!(check_password(&"x".repeat(4097), "ada", ""), [TooLong]);
}
