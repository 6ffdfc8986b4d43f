use std::time::Duration;

use proptest::prelude::*;

use super::{
    GateLimits,
    chunked::{Chunks, Progress},
    head::{BodyFraming, Inspection, inspect},
};

fn limits() -> GateLimits {
    GateLimits {
        max_head_bytes: 4096,
        max_header_count: 8,
        max_target_bytes: 256,
        head_timeout: Duration::from_secs(1),
        body_timeout: Duration::from_secs(1),
        body_min_rate: 500,
    }
}

fn whole(bytes: &[u8]) -> Inspection {
    inspect(bytes, &mut 0, &limits())
}

#[test]
fn a_head_says_how_its_body_is_framed() {
    let check = |rest: &str, expected: BodyFraming| {
        let head = format!("POST /a?b=%20 HTTP/1.1\r\nHost: x\r\n{rest}\r\n");
        let text = format!("{head}BODY");
        assert_eq!(
            whole(text.as_bytes()),
            Inspection::Complete {
                length: head.len(),
                framing: expected
            },
            "{rest}"
        );
    };
    check("", BodyFraming::None);
    check("Content-Length: 0\r\n", BodyFraming::None);
    check("content-LENGTH:  12 \r\n", BodyFraming::Length(12));
    check("Transfer-Encoding: Chunked\r\n", BodyFraming::Chunked);
    check("Connection: upgrade\r\nUpgrade: websocket\r\n", BodyFraming::Tunnel);
}

#[test]
fn chunks_end_where_the_last_one_says() {
    assert_eq!(Chunks::new().advance(b"3\r\nabc\r\n0\r\n\r\nGET"), Progress::Done(13));
    assert_eq!(Chunks::new().advance(b"3\r\nab"), Progress::More);
    assert_eq!(Chunks::new().advance(b"3\r\nabcd"), Progress::Malformed(6));
    let flood = format!("1;{}\r\n", "x".repeat(5000));
    assert!(matches!(
        Chunks::new().advance(flood.as_bytes()),
        Progress::Malformed(_)
    ));
}

/// Pieces that heads are made of, sound and not.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(b"host: a\r\n".to_vec()),
        Just(b"content-length: 3\r\n".to_vec()),
        Just(b"transfer-encoding: chunked\r\n".to_vec()),
        Just(b"upgrade: websocket\r\n".to_vec()),
        Just(b"expect: 100-continue\r\n".to_vec()),
        (
            "[a-zA-Z!#$%&'*+.^_`|~-]{1,8}",
            proptest::collection::vec(any::<u8>(), 0..6)
        )
            .prop_map(|(name, value)| { [name.as_bytes(), b":", &value, b"\r\n"].concat() }),
    ]
}

/// The gate's invariant: what it lets through, actix decodes, so that no refusal of actix's own reaches a client.
#[actix_web::test]
async fn actix_accepts_what_the_gate_accepts() {
    use actix_codec::Decoder as _;
    use actix_http::h1::{Codec, Message, MessageType};

    let method = "(GET|POST|CONNECT|OPTIONS|[A-Z!#$%&'*+.^_`|~-]{1,6})";
    let target = "([*]|/[!-~]{0,12}|http://[a-z]{1,4}(:[0-9]{1,3})?/[!-~]{0,6}|[!-~]{1,8})";
    let strategy = (method, target, "1\\.[01]", proptest::collection::vec(piece(), 0..6));
    let check = |(method, target, version, fields): (String, String, String, Vec<Vec<u8>>)| {
        let line = format!("{method} {target} HTTP/{version}\r\n");
        let head = [line.as_bytes(), &fields.concat(), b"\r\n"].concat();
        let Inspection::Complete { length, framing } = whole(&head) else {
            return Ok(());
        };
        prop_assert_eq!(length, head.len());
        let mut codec = Codec::default();
        let decoded = codec.decode(&mut actix_web::web::BytesMut::from(head.as_slice()));
        let text = String::from_utf8_lossy(&head);
        prop_assert!(
            matches!(decoded, Ok(Some(Message::Item(_)))),
            "actix refuses {:?}",
            text
        );
        let expected = match framing {
            BodyFraming::None => "none",
            BodyFraming::Length(_) | BodyFraming::Chunked => "payload",
            BodyFraming::Tunnel => "stream",
        };
        let got = match codec.message_type() {
            MessageType::None => "none",
            MessageType::Payload => "payload",
            MessageType::Stream => "stream",
        };
        prop_assert_eq!(got, expected, "{:?}", text);
        Ok(())
    };
    // The codec needs the runtime of this test, which the macro's own function would not have.
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner.run(&strategy, check).unwrap();
}

proptest! {
    /// However a head is cut into packets, the verdict is the same.
    #[test]
    fn packets_do_not_matter(mut bytes in proptest::collection::vec(prop_oneof![
        Just(b"GET / HTTP/1.1\r\n".to_vec()), Just(b"host: a\r\n".to_vec()), Just(b"\r\n".to_vec()), Just(b"\n".to_vec()),
        Just(b"content-length: 3\r\n".to_vec()), Just(b" x\r\n".to_vec()), proptest::collection::vec(any::<u8>(), 0..4),
    ], 0..8), cut in 0_usize..64) {
        let bytes: Vec<u8> = bytes.drain(..).flatten().collect();
        let cut = cut.min(bytes.len());
        let mut scanned = 0;
        let first = inspect(&bytes[..cut], &mut scanned, &limits());
        let last = if first == Inspection::Partial { inspect(&bytes, &mut scanned, &limits()) } else { first };
        let at_once = whole(&bytes);
        prop_assert_eq!(matches!(last, Inspection::Refused(_)), matches!(at_once, Inspection::Refused(_)), "{:?} {:?}", last, at_once);
        if let Inspection::Complete { .. } = at_once {
            prop_assert_eq!(last, at_once);
        }
    }

    #[test]
    fn chunks_in_packets(bytes in "[0-9a-c\r\n;]{0,24}", cut in 0_usize..24) {
        let bytes = bytes.as_bytes();
        let cut = cut.min(bytes.len());
        let mut chunks = Chunks::new();
        let parts = match chunks.advance(&bytes[..cut]) {
            Progress::More => match chunks.advance(&bytes[cut..]) {
                Progress::More => Progress::More,
                Progress::Done(length) => Progress::Done(length + cut),
                Progress::Malformed(length) => Progress::Malformed(length + cut),
            },
            ended => ended,
        };
        prop_assert_eq!(parts, Chunks::new().advance(bytes));
    }
}
