//! What needs no browser: tokens, how attempts are counted from many addresses, and clients behind a proxy. The rest is in
//! `tests/tests/admin`.

mod https;
mod throttle;

use std::net::IpAddr;

use super::throttle::Attempt;
use super::token::Token;

#[test]
fn a_token_is_random_and_its_hashes_are_for_one_purpose() {
    let (one, other) = (Token::random(), Token::random());
    assert_ne!(one.as_str(), other.as_str());
    assert_eq!(one.hash().len(), 64);
    assert_ne!(one.hash(), one.csrf());
    assert!(one.csrf_is(&one.csrf()));
    assert!(!one.csrf_is(&other.csrf()) && !one.csrf_is("") && !one.csrf_is(one.as_str()));
    let read = Token::parse(one.as_str()).expect("it is one");
    assert_eq!(read.hash(), one.hash());
    for text in ["", "x", &one.as_str()[1..], &format!("{}A", one.as_str()), "ä"] {
        assert!(Token::parse(text).is_none(), "{text}");
    }
}

#[test]
fn an_account_is_the_same_however_it_is_written_and_an_address_is_its_network() {
    let of = |name: &str, address: &str| Attempt::new(name, address.parse::<IpAddr>().ok(), None).names();
    assert_eq!(of("Ann ", "10.0.0.1"), of("ann", "::ffff:10.0.0.1"));
    assert_eq!(of("ann", "2001:db8::1"), of("ann", "2001:db8::2:3"));
    assert_ne!(of("ann", "2001:db8::1"), of("ann", "2001:db8:0:1::1"));
    assert_ne!(of("ann", "10.0.0.1"), of("bob", "10.0.0.1"));
}
