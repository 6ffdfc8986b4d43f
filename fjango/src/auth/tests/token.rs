use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{TimeDelta, Utc};

use crate::auth::{Error, TokenConfig, TokenKind, Tokens};
use crate::conf::Secret;

const KEY: &str = "a key for tests that is long enough";

fn tokens() -> Tokens {
    Tokens::new(&TokenConfig::new(KEY))
}

fn reason(tokens: &Tokens, kind: TokenKind, token: &str) -> &'static str {
    match tokens.read(kind, token) {
        Err(Error::InvalidToken { reason }) => reason,
        other => panic!("expected an invalid token, got {other:?}"),
    }
}

#[test]
fn a_signed_token_reads_back() {
    for kind in [TokenKind::Access, TokenKind::Refresh] {
        let (token, claims) = tokens().sign(kind, 42).unwrap();
        assert_eq!(tokens().read(kind, &token).unwrap(), claims);
        assert_eq!(claims.user_id().unwrap(), 42);
        assert_eq!(claims.exp - claims.iat, tokens().lifetime(kind).as_secs() as i64);
    }
}

#[test]
fn expired_tokens_are_refused() {
    let past = Utc::now() - TimeDelta::seconds(302);
    let (token, _) = tokens().sign_at(TokenKind::Access, 1, past).unwrap();
    assert_eq!(reason(&tokens(), TokenKind::Access, &token), "has expired");
}

#[test]
fn one_kind_is_not_taken_for_the_other() {
    let (access, _) = tokens().sign(TokenKind::Access, 1).unwrap();
    let (refresh, _) = tokens().sign(TokenKind::Refresh, 1).unwrap();
    assert_eq!(reason(&tokens(), TokenKind::Refresh, &access), "has a wrong signature");
    assert_eq!(reason(&tokens(), TokenKind::Access, &refresh), "has a wrong signature");
}

#[test]
fn forged_tokens_are_refused() {
    let (token, _) = Tokens::new(&TokenConfig::new("another key"))
        .sign(TokenKind::Access, 1)
        .unwrap();
    assert_eq!(reason(&tokens(), TokenKind::Access, &token), "has a wrong signature");

    // The claims of one token under the signature of another.
    let (mine, _) = tokens().sign(TokenKind::Access, 1).unwrap();
    let (other, _) = tokens().sign(TokenKind::Access, 2).unwrap();
    let mine: Vec<&str> = mine.split('.').collect();
    let other: Vec<&str> = other.split('.').collect();
    let mixed = format!("{}.{}.{}", mine[0], other[1], mine[2]);
    assert_eq!(reason(&tokens(), TokenKind::Access, &mixed), "has a wrong signature");
}

#[test]
fn a_token_cannot_choose_its_algorithm() {
    let (token, claims) = tokens().sign(TokenKind::Access, 1).unwrap();
    let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims).unwrap());
    let signature = token.rsplit('.').next().unwrap();
    for header in [
        r#"{"alg":"none","typ":"JWT"}"#,
        r#"{"alg":"HS512","typ":"JWT"}"#,
        "{}",
        "",
    ] {
        let header = URL_SAFE_NO_PAD.encode(header);
        for signature in ["", signature] {
            let token = format!("{header}.{body}.{signature}");
            assert_eq!(reason(&tokens(), TokenKind::Access, &token), "is malformed", "{token}");
        }
    }
    for token in ["", ".", "..", "a.b.c", "Bearer", "\u{0}"] {
        assert_eq!(reason(&tokens(), TokenKind::Access, token), "is malformed", "{token:?}");
    }
}

#[test]
fn another_issuer_is_refused() {
    let elsewhere = Tokens::new(&TokenConfig {
        issuer: "elsewhere".to_owned(),
        ..TokenConfig::new(KEY)
    });
    let (token, _) = elsewhere.sign(TokenKind::Access, 1).unwrap();
    assert_eq!(reason(&tokens(), TokenKind::Access, &token), "is from another issuer");
}

#[test]
fn former_keys_read_but_do_not_sign() {
    let (old, _) = tokens().sign(TokenKind::Access, 1).unwrap();
    let changed = Tokens::new(&TokenConfig {
        secret_key_fallbacks: vec![Secret::new(KEY.to_owned())],
        ..TokenConfig::new("the new key")
    });
    assert_eq!(changed.read(TokenKind::Access, &old).unwrap().user_id().unwrap(), 1);
    let (new, _) = changed.sign(TokenKind::Access, 1).unwrap();
    assert_eq!(reason(&tokens(), TokenKind::Access, &new), "has a wrong signature");
}

#[test]
fn keys_are_not_shown() {
    assert!(!format!("{:?} {:?}", tokens(), TokenConfig::new(KEY)).contains(KEY));
}
