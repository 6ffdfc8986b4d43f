//! Text as JSON has it.

/// So many bytes are looked at together.
const BLOCK: usize = 64;

/// Writes `text` as a JSON string, as `serde_json` does.
///
/// Texts are long and need few escapes, so a block that needs none is copied whole.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    for block in text.as_bytes().chunks(BLOCK) {
        // Without an early end, so that the compiler looks at many bytes at once.
        if block.iter().fold(false, |found, byte| found | needs_escape(*byte)) {
            block.iter().for_each(|byte| write_byte(*byte, out));
        } else {
            out.extend_from_slice(block);
        }
    }
    out.push(b'"');
}

/// RFC 8259 §7: the quotation mark, the reverse solidus and control characters.
fn needs_escape(byte: u8) -> bool {
    (byte < b' ') | (byte == b'"') | (byte == b'\\')
}

fn write_byte(byte: u8, out: &mut Vec<u8>) {
    const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ if byte >= b' ' => return out.push(byte),
        _ => {
            let [high, low] = [byte >> 4, byte & 15].map(|digit| HEXADECIMAL[usize::from(digit)]);
            return out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write_text(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_character_that_may_need_an_escape_is_written_as_serde_json_does() {
        for character in (0..0x300)
            .filter_map(char::from_u32)
            .chain(['\u{2028}', '\u{ffff}', '😀'])
        {
            for text in [
                character.to_string(),
                format!("{}{character}{}", "a".repeat(63), "b".repeat(70)),
            ] {
                assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_written_as_serde_json_does(text in any::<String>(), long in "[a-z\"\\\\\n€]{0,300}") {
            prop_assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
            prop_assert_eq!(written(&long), serde_json::to_string(&long).unwrap());
        }
    }
}
