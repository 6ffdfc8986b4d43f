use proptest::prelude::{any, prop_assert, proptest};

use crate::storage::Name;

#[test]
fn a_name_leads_nowhere_but_down() {
    for wrong in [
        "",
        "/",
        "/etc/passwd",
        "..",
        "../a",
        "a/../b",
        "a/..",
        "./a",
        "a/./b",
        "a//b",
        "a/",
        ".hidden",
        "a/.hidden",
        "a\\b",
        "C:a",
        "a\0b",
        "a\nb",
        "..\\a",
        ".partial/x",
    ] {
        assert!(Name::new(wrong).is_err(), "{wrong:?}");
    }
    assert!(Name::new("a".repeat(256)).is_err());
    assert!(Name::new(["a"; 600].join("/")).is_err());
    for right in ["a", "a/b.txt", "Ünïcode/名前.png", "a..b", "a b"] {
        assert!(Name::new(right).is_ok(), "{right:?}");
    }
}

#[test]
fn what_a_client_calls_its_file_becomes_one_part() {
    for (given, expected) in [
        ("ann.png", "ann.png"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/", "file"),
        ("", "file"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        (".png", "png"),
        ("a\0b.png", "ab.png"),
        ("a b.png", "a_b.png"),
        ("x.png\r\nSet-Cookie: a=b", "x.png__Set-Cookie_ab"),
        ("nul.txt", "_nul.txt"),
        ("CON", "_CON"),
        ("<script>.png", "script.png"),
        ("名前.png", "名前.png"),
        ("a.tar.gz", "a.tar.gz"),
        ("trailing.", "trailing"),
    ] {
        assert_eq!(Name::clean(given), expected, "{given:?}");
    }
    assert!(Name::clean(&"ü".repeat(5_000)).as_str().len() <= 200);
    assert!(
        Name::clean(&format!("{}.png", "a".repeat(5_000)))
            .as_str()
            .ends_with(".png")
    );
}

#[test]
fn a_suffix_fits_the_column() {
    let name = Name::new("covers/2026/a-rather-long-name.png").expect("a name");
    let other = name.with_suffix(100).expect("there is room");
    assert_ne!(other, name);
    assert!(other.as_str().starts_with("covers/2026/a-rather-long-name_") && other.as_str().ends_with(".png"));
    let short = name.with_suffix(28).expect("there is room");
    assert_eq!(short.as_str().chars().count(), 28);
    assert!(short.as_str().ends_with(".png"));
    assert!(name.with_suffix(24).is_err());
    assert_eq!(name.shortened(20).expect("there is room"), "covers/2026/a-ra.png");
}

proptest! {
    #[test]
    fn whatever_it_was_it_is_a_name(given in any::<String>(), more in "[./\\\\a-z:\\x00-\\x20%]{0,40}") {
        for given in [given, more] {
            let clean = Name::clean(&given);
            prop_assert!(Name::new(clean.as_str()).is_ok(), "{clean:?}");
            prop_assert!(clean.parts().count() == 1);
            prop_assert!(clean.with_suffix(100).is_ok());
            prop_assert!(!clean.to_url_path().contains(['%', '/', '?', '#']) || clean.to_url_path().is_ascii());
        }
    }
}
