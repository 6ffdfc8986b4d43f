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

/// A piece of a script that cannot be cut further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Space,
    Comment,
    /// A keyword, a bare name or a number.
    Word,
    /// A name in quotes.
    Name,
    /// A text in quotes or dollars.
    Text,
    Mark,
    Semicolon,
}

/// Every token of `script`, in order; joined they are `script`.
pub(super) fn tokens(script: &str) -> Vec<(TokenKind, &str)> {
    let mut scanner = Scanner::new(script);
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(kind) = scanner.next_token() {
        // Tokens end at ASCII characters or at the end, and words hold every other byte.
        found.push((kind, &script[start..scanner.at]));
        start = scanner.at;
    }
    found
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
        loop {
            let start = self.at;
            match self.next_token()? {
                TokenKind::Space | TokenKind::Comment => {}
                TokenKind::Semicolon if self.depth == 0 => return Some(self.at),
                TokenKind::Semicolon => {}
                TokenKind::Word => {
                    self.words += 1;
                    self.follow(start);
                }
                TokenKind::Name | TokenKind::Text | TokenKind::Mark => self.words += 1,
            }
        }
    }

    /// Moves behind the next token.
    fn next_token(&mut self) -> Option<TokenKind> {
        if self.at >= self.bytes.len() {
            return None;
        }
        Some(match (self.peek(0), self.peek(1)) {
            (b';', _) => {
                self.at += 1;
                TokenKind::Semicolon
            }
            (b'-', b'-') => {
                self.until(|byte| byte == b'\n');
                TokenKind::Comment
            }
            (b'/', b'*') => {
                self.comment();
                TokenKind::Comment
            }
            (quote @ (b'\'' | b'"' | b'`'), _) => {
                self.quoted(quote, false);
                if quote == b'\'' {
                    TokenKind::Text
                } else {
                    TokenKind::Name
                }
            }
            // An array subscript in PostgreSQL, a name in SQLite: skipping to the end fits neither badly,
            // as long as a quote inside is not taken for a name's part.
            (b'[', _) => self.bracket(),
            (b'$', _) => self.dollar(),
            (byte, _) if byte.is_ascii_whitespace() => {
                self.until(|byte| !byte.is_ascii_whitespace());
                TokenKind::Space
            }
            (byte, _) if is_word(byte) => self.word(),
            _ => {
                self.at += 1;
                TokenKind::Mark
            }
        })
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

    fn bracket(&mut self) -> TokenKind {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| matches!(byte, b']' | b'\'' | b'"' | b';'));
        match end {
            Some(end) if rest[end] == b']' => {
                self.at += end + 1;
                TokenKind::Name
            }
            _ => {
                self.at += 1;
                TokenKind::Mark
            }
        }
    }

    /// `$tag$ .. $tag$`, or a parameter such as `$1`.
    fn dollar(&mut self) -> TokenKind {
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
            return TokenKind::Mark;
        };
        let body = &rest[tag.len()..];
        let end = body.windows(tag.len()).position(|window| window == tag);
        self.at += end.map_or(rest.len(), |end| end + 2 * tag.len());
        TokenKind::Text
    }

    fn word(&mut self) -> TokenKind {
        let start = self.at;
        // A dollar inside a name belongs to it.
        self.until(|byte| !(is_word(byte) || byte == b'$'));
        if self.bytes[start..self.at].eq_ignore_ascii_case(b"e") && self.peek(0) == b'\'' {
            self.quoted(b'\'', true);
            return TokenKind::Text;
        }
        TokenKind::Word
    }

    /// Sees by the word that began at `start` whether the statement has a body, and where it is in it.
    fn follow(&mut self, start: usize) {
        let word = &self.bytes[start..self.at];
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword.as_bytes());
        if is("trigger") || is("function") || is("procedure") {
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
