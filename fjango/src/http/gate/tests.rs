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
