//! What SQLite tells only by the text of `CREATE TABLE`: checks, names of constraints, collations, computed columns.

/// What the text of a table says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TableText {
    pub(super) columns: Vec<ColumnText>,
    pub(super) rules: Vec<RuleText>,
    pub(super) autoincrement: bool,
    pub(super) without_rowid: bool,
}

/// What it says of a column.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ColumnText {
    pub(super) name: String,
    pub(super) collation: Option<String>,
    pub(super) generated: Option<String>,
}

/// A constraint, with a column or by itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RuleText {
    pub(super) name: String,
    pub(super) kind: RuleKind,
    /// Its columns, where it names them or stands with one.
    pub(super) columns: Vec<String>,
    /// From its first word to its last.
    pub(super) text: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum RuleKind {
    PrimaryKey,
    Unique,
    ForeignKey,
    Check(String),
}

/// A word, a name, a text or a sign.
#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Token<'a> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// A name without its quotes.
    fn identifier(&self) -> String {
        unquoted(self.text)
    }
}

fn unquoted(text: &str) -> String {
    let inner = |quote: char, end: char| {
        let body = text.strip_prefix(quote)?.strip_suffix(end)?;
        Some(body.replace(&format!("{end}{end}"), &end.to_string()))
    };
    inner('"', '"')
        .or_else(|| inner('`', '`'))
        .or_else(|| inner('[', ']'))
        .or_else(|| inner('\'', '\''))
        .unwrap_or_else(|| text.to_owned())
}

fn tokens(sql: &str) -> Vec<Token<'_>> {
    let bytes = sql.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &sql[at..];
        let length = match bytes[at] {
            b'-' if rest.starts_with("--") => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            b'/' if rest.starts_with("/*") => {
                at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                continue;
            }
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            quote @ (b'"' | b'\'' | b'`') => quoted(rest.as_bytes(), quote),
            b'[' => rest.find(']').map_or(rest.len(), |end| end + 1),
            byte if is_word(byte) => rest.bytes().position(|byte| !is_word(byte)).unwrap_or(rest.len()),
            _ => ["<=", ">=", "<>", "!=", "==", "||", "->>", "->", "<<", ">>"]
                .iter()
                .find(|sign| rest.starts_with(**sign))
                .map_or(1, |sign| sign.len()),
        };
        out.push(Token {
            text: &rest[..length],
            start: at,
        });
        at += length;
    }
    out
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte == b'.' || byte >= 0x80
}

/// How long a quoted text is; a doubled quote is part of it.
fn quoted(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at] == quote {
            if bytes.get(at + 1) != Some(&quote) {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    bytes.len()
}

/// The place of the parenthesis that closes the one at `open`.
fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" => depth += 1,
            ")" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return place;
                }
            }
            _ => {}
        }
    }
    tokens.len().saturating_sub(1)
}

/// An expression in one spelling: without the quotes of names, the parentheses around it, and differences of case and space.
pub(super) fn normal(expression: &str) -> String {
    let all = tokens(expression);
    let mut part = &all[..];
    while part.len() > 1 && part[0].text == "(" && closing(part, 0) == part.len() - 1 {
        part = &part[1..part.len() - 1];
    }
    let words = part.iter().map(|token| match token.text.as_bytes()[0] {
        b'\'' => token.text.to_owned(),
        b'"' | b'`' | b'[' => token.identifier().to_ascii_lowercase(),
        _ => token.text.to_ascii_lowercase(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What stands between the parentheses of `CREATE INDEX … ON table (…)`, part by part, and what follows its `WHERE`.
pub(super) fn index(sql: &str) -> (Vec<String>, Option<String>) {
    let all = tokens(sql);
    let Some(open) = all.iter().position(|token| token.text == "(") else {
        return (Vec::new(), None);
    };
    let end = closing(&all, open);
    let parts = commas(&all[open + 1..end])
        .into_iter()
        .map(|part| slice(sql, part).to_owned());
    let condition = all[end..].iter().position(|token| token.is("WHERE"));
    let condition = condition.map(|at| slice(sql, &all[end + at + 1..]).to_owned());
    (parts.collect(), condition)
}

fn slice<'s>(sql: &'s str, tokens: &[Token<'_>]) -> &'s str {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => &sql[first.start..last.end()],
        _ => "",
    }
}

/// The pieces between commas that stand in no parentheses.
fn commas<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let mut pieces = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (place, token) in tokens.iter().enumerate() {
        match token.text {
            "(" => depth += 1,
            ")" => depth -= 1,
            "," if depth == 0 => {
                pieces.push(&tokens[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    pieces.push(&tokens[start..]);
    pieces
}

/// Reads `CREATE TABLE name (…)`.
pub(super) fn table(sql: &str) -> TableText {
    let all = tokens(sql);
    let mut out = TableText::default();
    let Some(open) = all.iter().position(|token| token.text == "(") else {
        return out;
    };
    let end = closing(&all, open);
    let tail = &all[end..];
    out.without_rowid = tail.windows(2).any(|pair| pair[0].is("WITHOUT") && pair[1].is("ROWID"));
    for item in commas(&all[open + 1..end]) {
        let Some(first) = item.first() else { continue };
        let is_rule = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
            .iter()
            .any(|word| first.is(word));
        if is_rule {
            clauses(sql, item, None, &mut out);
        } else {
            out.columns.push(ColumnText {
                name: first.identifier(),
                ..ColumnText::default()
            });
            clauses(sql, &item[1..], Some(first.identifier()), &mut out);
        }
    }
    out
}

/// Reads the constraints of a column, or those that stand by themselves.
fn clauses(sql: &str, item: &[Token<'_>], column: Option<String>, out: &mut TableText) {
    let mut name = String::new();
    let mut at = 0;
    while at < item.len() {
        let next = item.get(at + 1);
        let opens = |place: usize| item.get(place).is_some_and(|token| token.text == "(");
        let listed = |open: usize| -> Vec<String> {
            let parts = commas(&item[open + 1..closing(item, open)]);
            parts
                .iter()
                .filter_map(|part| part.first())
                .map(Token::identifier)
                .collect()
        };
        let own = || column.clone().into_iter().collect::<Vec<_>>();
        let token = &item[at];
        let start = at;
        let mut rule = |kind: RuleKind, columns: Vec<String>, end: usize| {
            out.rules.push(RuleText {
                name: std::mem::take(&mut name),
                kind,
                columns,
                text: slice(sql, &item[start..=end]).to_owned(),
            });
        };
        if token.is("CONSTRAINT") {
            name = next.map(Token::identifier).unwrap_or_default();
            at += 2;
        } else if token.is("CHECK") && opens(at + 1) {
            let end = closing(item, at + 1);
            let expression = slice(sql, &item[at + 2..end]).to_owned();
            rule(RuleKind::Check(expression), own(), end);
            at = end + 1;
        } else if token.is("PRIMARY") {
            let (columns, end) = if opens(at + 2) {
                (listed(at + 2), closing(item, at + 2))
            } else {
                (own(), at + 1)
            };
            rule(RuleKind::PrimaryKey, columns, end.min(item.len() - 1));
            at = end + 1;
        } else if token.is("UNIQUE") {
            let (columns, end) = if opens(at + 1) {
                (listed(at + 1), closing(item, at + 1))
            } else {
                (own(), at)
            };
            rule(RuleKind::Unique, columns, end);
            at = end + 1;
        } else if token.is("FOREIGN") || token.is("REFERENCES") {
            let columns = if token.is("FOREIGN") && opens(at + 2) {
                listed(at + 2)
            } else {
                own()
            };
            let ends = ["CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "COLLATE", "GENERATED", "AS"];
            let is_end = |place: usize| {
                let token = &item[place];
                let denied = token.is("NOT") && item.get(place + 1).is_some_and(|next| next.is("NULL"));
                denied || ends.iter().any(|word| token.is(word))
            };
            let end = (at + 1..item.len()).find(|place| is_end(*place)).unwrap_or(item.len());
            rule(RuleKind::ForeignKey, columns, end - 1);
            at = end;
        } else if token.is("COLLATE") {
            if let Some(last) = out.columns.last_mut().filter(|_| column.is_some()) {
                last.collation = next.map(Token::identifier);
            }
            at += 2;
        } else if token.is("AS") && opens(at + 1) {
            let end = closing(item, at + 1);
            if let Some(last) = out.columns.last_mut().filter(|_| column.is_some()) {
                last.generated = Some(slice(sql, &item[at + 2..end]).to_owned());
            }
            at = end + 1;
        } else if token.text == "(" {
            at = closing(item, at) + 1;
        } else {
            out.autoincrement |= token.is("AUTOINCREMENT");
            at += 1;
        }
    }
}

/// The same statement for a table of another name.
pub(super) fn renamed(sql: &str, to: &str) -> String {
    let all = tokens(sql);
    let table = all
        .iter()
        .position(|token| token.text == "(")
        .and_then(|open| all.get(open.checked_sub(1)?));
    match table {
        Some(table) => format!("{}{to}{}", &sql[..table.start], &sql[table.end()..]),
        None => sql.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_table_is_found() {
        let sql = r#"CREATE TABLE "a (b" ( -- a comment, with a comma
            "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
            name varchar(5) COLLATE NOCASE CONSTRAINT short CHECK (length(name) <= 5) UNIQUE,
            [to] bigint REFERENCES "b" ("id") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT NULL,
            twice int GENERATED ALWAYS AS (id * 2) STORED,
            price text DEFAULT ('a, b)'),
            CONSTRAINT pair UNIQUE (name, "to"),
            FOREIGN KEY (price) REFERENCES c,
            CHECK ("id" IN (1, 2))
        ) WITHOUT ROWID"#;
        let table = table(sql);
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["id", "name", "to", "twice", "price"]);
        assert!(table.autoincrement && table.without_rowid);
        assert_eq!(table.columns[1].collation.as_deref(), Some("NOCASE"));
        assert_eq!(table.columns[3].generated.as_deref(), Some("id * 2"));
        let rules: Vec<String> = table
            .rules
            .iter()
            .map(|rule| format!("{}|{}|{}", rule.name, rule.columns.join(","), rule.text))
            .collect();
        assert_eq!(
            rules,
            [
                "|id|PRIMARY KEY",
                "short|name|CHECK (length(name) <= 5)",
                "|name|UNIQUE",
                "|to|REFERENCES \"b\" (\"id\") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED",
                "pair|name,to|UNIQUE (name, \"to\")",
                "|price|FOREIGN KEY (price) REFERENCES c",
                "||CHECK (\"id\" IN (1, 2))",
            ]
        );
        assert!(renamed(sql, "\"new\"").starts_with("CREATE TABLE \"new\" ( --"));
    }

    #[test]
    fn spelling_says_nothing() {
        assert_eq!(normal("(( \"Id\" >=  1 AND x<>'A'))"), "id >= 1 and x <> 'A'");
        assert_eq!(normal("(a) + (b)"), "( a ) + ( b )");
    }

    #[test]
    fn an_index_has_parts_and_a_condition() {
        let (parts, condition) = index("CREATE INDEX i ON t (lower(a), \"b\" DESC) WHERE \"c\" IS NULL");
        assert_eq!(parts, ["lower(a)", "\"b\" DESC"]);
        assert_eq!(condition.as_deref(), Some("\"c\" IS NULL"));
    }
}
