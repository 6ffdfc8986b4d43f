//! Cuts a script into statements, so that an error can name the one that failed.

/// The pieces of `script`, each a statement with its semicolon and what stands before it; joined they are `script`.
///
/// Knows quotes (`'..'`, `E'..'`, `".."`, `` `..` ``, `[..]`), dollar quotes, comments (nested ones too) and the `BEGIN .. END` of
/// triggers and of PostgreSQL's `BEGIN ATOMIC`.
pub fn split(script: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut scanner = Scanner::new(script);
    while let Some(end) = scanner.next_end() {
        pieces.push(&script[start..end]);
        start = end;
    }
    if start < script.len() {
        pieces.push(&script[start..]);
    }
    pieces
}

/// The statements of `script` without their semicolons; pieces of white space and comments alone are left out.
pub fn statements(script: &str) -> Vec<&str> {
    let has_words = |piece: &&str| {
        let mut scanner = Scanner::new(piece);
        scanner.next_end();
        scanner.words > 0
    };
    split(script)
        .into_iter()
        .filter(has_words)
        .map(|piece| piece.trim().trim_end_matches(';').trim_end())
        .collect()
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Tokens of the present statement that are neither comment nor semicolon.
    words: usize,
    /// Whether the statement is one with a body.
    has_body: bool,
    /// How deep inside `BEGIN .. END` and `CASE .. END`.
    depth: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            words: 0,
            has_body: false,
            depth: 0,
        }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Moves behind the next semicolon that ends a statement.
    fn next_end(&mut self) -> Option<usize> {
        (self.words, self.has_body, self.depth) = (0, false, 0);
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b';', _) => {
                    self.at += 1;
                    if self.depth == 0 {
                        return Some(self.at);
                    }
                }
                (b'-', b'-') => self.until(|byte| byte == b'\n'),
                (b'/', b'*') => self.comment(),
                (quote @ (b'\'' | b'"' | b'`'), _) => {
                    self.words += 1;
                    self.quoted(quote, false);
                }
                (b'[', _) => {
                    self.words += 1;
                    // An array subscript in PostgreSQL, a name in SQLite: skipping to the end fits neither badly,
                    // as long as a quote inside is not taken for a name's part.
                    self.bracket();
                }
                (b'$', _) => {
                    self.words += 1;
                    self.dollar();
                }
                (byte, _) if byte.is_ascii_whitespace() => self.at += 1,
                (byte, _) if is_word(byte) => self.word(),
                _ => {
                    self.words += 1;
                    self.at += 1;
                }
            }
        }
        None
    }

    fn until(&mut self, stop: impl Fn(u8) -> bool) {
        while self.at < self.bytes.len() && !stop(self.bytes[self.at]) {
            self.at += 1;
        }
    }

    fn comment(&mut self) {
        let mut depth = 0;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => (depth, self.at) = (depth + 1, self.at + 2),
                (b'*', b'/') => {
                    (depth, self.at) = (depth - 1, self.at + 2);
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// A doubled quote is two quoted pieces in a row, which is the same here.
    fn quoted(&mut self, quote: u8, escapes: bool) {
        self.at += 1;
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            self.at += if escapes && byte == b'\\' { 2 } else { 1 };
            if byte == quote {
                break;
            }
        }
        self.at = self.at.min(self.bytes.len());
    }

    fn bracket(&mut self) {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| matches!(byte, b']' | b'\'' | b'"' | b';'));
        match end {
            Some(end) if rest[end] == b']' => self.at += end + 1,
            _ => self.at += 1,
        }
    }

    /// `$tag$ .. $tag$`, or a parameter such as `$1`.
    fn dollar(&mut self) {
        let rest = &self.bytes[self.at..];
        let tag = rest[1..]
            .iter()
            .position(|byte| *byte == b'$')
            .map(|end| &rest[..end + 2]);
        let tag = tag.filter(|tag| {
            let name = &tag[1..tag.len() - 1];
            name.iter().all(|byte| is_word(*byte)) && !name.first().is_some_and(u8::is_ascii_digit)
        });
        let Some(tag) = tag else {
            self.at += 1;
            return;
        };
        let body = &rest[tag.len()..];
        let end = body.windows(tag.len()).position(|window| window == tag);
        self.at += end.map_or(rest.len(), |end| end + 2 * tag.len());
    }

    fn word(&mut self) {
        let start = self.at;
        // A dollar inside a name belongs to it.
        self.until(|byte| !(is_word(byte) || byte == b'$'));
        let word = &self.bytes[start..self.at];
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword.as_bytes());
        self.words += 1;
        if is("e") && self.peek(0) == b'\'' {
            self.quoted(b'\'', true);
        } else if is("trigger") || is("function") || is("procedure") {
            // CREATE [OR REPLACE] [TEMP] TRIGGER: among the first words, not a column's name further on.
            self.has_body |= self.words <= 4 && self.starts_with_create(start);
        } else if self.has_body && (is("begin") || (is("case") && self.depth > 0)) {
            self.depth += 1;
        } else if self.has_body && is("end") {
            self.depth = self.depth.saturating_sub(1);
        }
    }

    fn starts_with_create(&self, before: usize) -> bool {
        let text = String::from_utf8_lossy(&self.bytes[..before]);
        let statement = text.rsplit(';').next().unwrap_or_default();
        statement
            .split_ascii_whitespace()
            .any(|word| word.eq_ignore_ascii_case("create"))
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
