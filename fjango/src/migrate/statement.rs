//! What a statement of a migration does, as far as its words tell.
//!
//! No parser of SQL: the leading words decide, and what is not known is [`Change::Other`]. It is enough to say which lock
//! a change of the schema takes, whoever wrote it.

use std::borrow::Cow;

use super::split::{TokenKind, tokens};

/// One statement, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change<'a> {
    CreateTable {
        table: String,
        /// Whether it has rows from a query.
        filled: bool,
    },
    DropTable {
        tables: Vec<String>,
    },
    CreateIndex {
        index: Option<String>,
        table: String,
        unique: bool,
        concurrently: bool,
        /// Where `CONCURRENTLY` goes.
        after: usize,
    },
    DropIndex {
        indexes: Vec<String>,
        concurrently: bool,
        /// Where `CONCURRENTLY` goes.
        after: usize,
    },
    Reindex {
        concurrently: bool,
    },
    AlterTable {
        table: String,
        actions: Vec<Action<'a>>,
    },
    /// `UPDATE`, `DELETE` or `INSERT`.
    Write {
        table: String,
        /// Whether a condition chooses the rows of an `UPDATE` or `DELETE`.
        some: bool,
        verb: Verb,
    },
    Truncate {
        tables: Vec<String>,
    },
    /// `VACUUM FULL` and `CLUSTER`, which write the table anew.
    Rewrite,
    Vacuum,
    Lock,
    AddEnumValue,
    /// `SELECT`, `SET`, `COMMENT`, and the like, which stand in nobody's way.
    Harmless,
    Other {
        verb: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Insert,
    Update,
    Delete,
}

/// One part of an `ALTER TABLE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action<'a> {
    AddColumn {
        column: String,
        not_null: bool,
        /// The expression of `DEFAULT`.
        default: Option<Cow<'a, str>>,
        /// A kind of constraint within the column's definition.
        constraint: Option<Rule>,
        computed: Computed,
    },
    DropColumn {
        column: String,
    },
    AlterType {
        column: String,
    },
    SetNotNull {
        column: String,
    },
    AddConstraint {
        name: String,
        rule: Rule,
        /// What stands behind the name.
        body: &'a str,
        not_valid: bool,
        using_index: bool,
    },
    ValidateConstraint {
        name: String,
    },
    DropConstraint {
        name: String,
    },
    /// `DROP DEFAULT`, `DROP IDENTITY`.
    DropDefault {
        column: String,
    },
    RenameTable,
    RenameColumn {
        column: String,
    },
    /// A change of the catalogue alone: defaults, statistics, comments.
    Catalogue,
    Other {
        words: String,
    },
}

/// Where the values of a new column come from, in rows that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Computed {
    /// They are all the default.
    No,
    /// Each is computed and stored, or drawn from a sequence.
    Stored,
    /// Each is computed when it is read.
    AtRead,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    ForeignKey,
    Check,
    Unique,
    PrimaryKey,
    Exclude,
}

/// The words of a statement without space and comments.
struct Words<'a> {
    text: &'a str,
    words: Vec<(TokenKind, &'a str, usize)>,
    at: usize,
    end: usize,
}

/// Reads one statement.
pub(super) fn read(statement: &str) -> Change<'_> {
    let mut words = Words::of(statement);
    let verb = words.peek_word().to_ascii_uppercase();
    read_known(&mut words).unwrap_or(Change::Other { verb })
}

fn read_known<'a>(words: &mut Words<'a>) -> Option<Change<'a>> {
    if words.take(&["CREATE"]) {
        return create(words);
    }
    if words.take(&["DROP", "TABLE"]) {
        words.take(&["IF", "EXISTS"]);
        return Some(Change::DropTable { tables: words.names() });
    }
    if words.take(&["DROP", "INDEX"]) {
        let after = words.position();
        let concurrently = words.take(&["CONCURRENTLY"]);
        words.take(&["IF", "EXISTS"]);
        return Some(Change::DropIndex {
            indexes: words.names(),
            concurrently,
            after,
        });
    }
    if words.take(&["REINDEX"]) {
        let concurrently = words.rest().any(|word| word.eq_ignore_ascii_case("CONCURRENTLY"));
        return Some(Change::Reindex { concurrently });
    }
    if words.take(&["ALTER", "TABLE"]) {
        return alter_table(words);
    }
    if words.take(&["ALTER", "TYPE"]) {
        words.name()?;
        return words.take(&["ADD", "VALUE"]).then_some(Change::AddEnumValue);
    }
    for (first, verb) in [
        (&["UPDATE"][..], Verb::Update),
        (&["DELETE", "FROM"], Verb::Delete),
        (&["INSERT", "INTO"], Verb::Insert),
    ] {
        if words.take(first) {
            words.take(&["ONLY"]);
            return Some(Change::Write {
                table: words.name()?,
                some: words.rest().any(|word| word.eq_ignore_ascii_case("WHERE")),
                verb,
            });
        }
    }
    if words.take(&["TRUNCATE"]) {
        words.take(&["TABLE"]);
        return Some(Change::Truncate { tables: words.names() });
    }
    if words.take(&["VACUUM"]) {
        let full = words.rest().any(|word| word.eq_ignore_ascii_case("FULL"));
        return Some(if full { Change::Rewrite } else { Change::Vacuum });
    }
    if words.take(&["CLUSTER"]) {
        return Some(Change::Rewrite);
    }
    if words.take(&["LOCK"]) {
        return Some(Change::Lock);
    }
    let harmless = [
        "SELECT", "SET", "RESET", "COMMENT", "ANALYZE", "GRANT", "REVOKE", "WITH",
    ];
    harmless
        .iter()
        .any(|verb| words.take(&[verb]))
        .then_some(Change::Harmless)
}

fn create<'a>(words: &mut Words<'a>) -> Option<Change<'a>> {
    let unique = words.take(&["UNIQUE"]);
    if words.take(&["INDEX"]) {
        let after = words.position();
        let concurrently = words.take(&["CONCURRENTLY"]);
        words.take(&["IF", "NOT", "EXISTS"]);
        let index = if words.is("ON") { None } else { Some(words.name()?) };
        if !words.take(&["ON"]) {
            return None;
        }
        words.take(&["ONLY"]);
        return Some(Change::CreateIndex {
            index,
            table: words.name()?,
            unique,
            concurrently,
            after,
        });
    }
    let _ = words.take(&["TEMP"]) || words.take(&["TEMPORARY"]) || words.take(&["UNLOGGED"]);
    if words.take(&["TABLE"]) {
        words.take(&["IF", "NOT", "EXISTS"]);
        let table = words.name()?;
        return Some(Change::CreateTable {
            table,
            filled: words.is("AS"),
        });
    }
    // New things stand in nobody's way, apart from triggers, which are made on a table.
    let harmless = [
        "VIEW",
        "FUNCTION",
        "PROCEDURE",
        "TYPE",
        "SEQUENCE",
        "SCHEMA",
        "EXTENSION",
        "OR",
        "DOMAIN",
        "COLLATION",
        "STATISTICS",
    ];
    harmless
        .iter()
        .any(|what| words.take(&[what]))
        .then_some(Change::Harmless)
}

fn alter_table<'a>(words: &mut Words<'a>) -> Option<Change<'a>> {
    words.take(&["IF", "EXISTS"]);
    words.take(&["ONLY"]);
    let table = words.name()?;
    let mut actions = Vec::new();
    for (start, end) in words.parts() {
        let mut part = Words {
            text: words.text,
            words: words.words[start..end].to_vec(),
            at: 0,
            end: words.words.get(end).map_or(words.end, |word| word.2),
        };
        let all: Vec<&str> = part.rest().collect();
        actions.push(action(&mut part).unwrap_or_else(|| Action::Other { words: all.join(" ") }));
    }
    Some(Change::AlterTable { table, actions })
}

fn action<'a>(words: &mut Words<'a>) -> Option<Action<'a>> {
    if words.take(&["ADD", "CONSTRAINT"]) {
        let name = words.name()?;
        return add_rule(words, name);
    }
    if words.take(&["ADD"]) {
        if rule_at(words).is_some() {
            return add_rule(words, String::new());
        }
        words.take(&["COLUMN"]);
        words.take(&["IF", "NOT", "EXISTS"]);
        let column = words.name()?;
        return Some(add_column(words, column));
    }
    if words.take(&["VALIDATE", "CONSTRAINT"]) {
        return Some(Action::ValidateConstraint { name: words.name()? });
    }
    if words.take(&["DROP", "CONSTRAINT"]) {
        words.take(&["IF", "EXISTS"]);
        return Some(Action::DropConstraint { name: words.name()? });
    }
    if words.take(&["DROP"]) {
        words.take(&["COLUMN"]);
        words.take(&["IF", "EXISTS"]);
        return Some(Action::DropColumn { column: words.name()? });
    }
    if words.take(&["RENAME", "TO"]) {
        return Some(Action::RenameTable);
    }
    if words.take(&["RENAME", "CONSTRAINT"]) {
        return Some(Action::Catalogue);
    }
    if words.take(&["RENAME"]) {
        words.take(&["COLUMN"]);
        return Some(Action::RenameColumn { column: words.name()? });
    }
    if words.take(&["ALTER"]) {
        words.take(&["COLUMN"]);
        let column = words.name()?;
        if words.take(&["TYPE"]) || words.take(&["SET", "DATA", "TYPE"]) {
            return Some(Action::AlterType { column });
        }
        if words.take(&["SET", "NOT", "NULL"]) {
            return Some(Action::SetNotNull { column });
        }
        if words.take(&["DROP", "DEFAULT"]) || words.take(&["DROP", "IDENTITY"]) {
            return Some(Action::DropDefault { column });
        }
        let catalogue = words.take(&["SET"]) || words.take(&["DROP"]) || words.take(&["ADD", "GENERATED"]);
        return catalogue.then_some(Action::Catalogue);
    }
    None
}

fn rule_at(words: &Words<'_>) -> Option<Rule> {
    Some(match words.peek_word().to_ascii_uppercase().as_str() {
        "FOREIGN" => Rule::ForeignKey,
        "CHECK" => Rule::Check,
        "UNIQUE" => Rule::Unique,
        "PRIMARY" => Rule::PrimaryKey,
        "EXCLUDE" => Rule::Exclude,
        _ => return None,
    })
}

fn add_rule<'a>(words: &mut Words<'a>, name: String) -> Option<Action<'a>> {
    let rule = rule_at(words)?;
    let body = &words.text[words.position()..words.end];
    Some(Action::AddConstraint {
        name,
        rule,
        body,
        not_valid: words.has(&["NOT", "VALID"]),
        using_index: words.has(&["USING", "INDEX"]) && !words.has(&["WITH"]),
    })
}

fn add_column<'a>(words: &Words<'a>, column: String) -> Action<'a> {
    let rules = [
        (&["REFERENCES"][..], Rule::ForeignKey),
        (&["PRIMARY", "KEY"], Rule::PrimaryKey),
        (&["UNIQUE"], Rule::Unique),
        (&["CHECK"], Rule::Check),
    ];
    let serial = |word: &str| {
        ["serial", "bigserial", "smallserial"]
            .iter()
            .any(|kind| word.eq_ignore_ascii_case(kind))
    };
    Action::AddColumn {
        column,
        not_null: words.has(&["NOT", "NULL"]),
        default: words.behind("DEFAULT").map(Cow::Borrowed),
        constraint: rules
            .into_iter()
            .find(|(sign, _)| words.has(sign))
            .map(|(_, rule)| rule),
        computed: match words.has(&["GENERATED"]) || words.rest().any(serial) {
            true if words.has(&["VIRTUAL"]) => Computed::AtRead,
            true => Computed::Stored,
            false => Computed::No,
        },
    }
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let mut at = 0;
        let mut words = Vec::new();
        for (kind, token) in tokens(text) {
            if !matches!(kind, TokenKind::Space | TokenKind::Comment | TokenKind::Semicolon) {
                words.push((kind, token, at));
            }
            at += token.len();
        }
        let end = words.last().map_or(0, |word| word.2 + word.1.len());
        Self {
            text,
            words,
            at: 0,
            end,
        }
    }

    /// Where the next word is in the text.
    fn position(&self) -> usize {
        self.words.get(self.at).map_or(self.end, |word| word.2)
    }

    fn rest(&self) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        self.words[self.at..].iter().map(|word| word.1)
    }

    fn peek_word(&self) -> &'a str {
        match self.words.get(self.at) {
            Some((TokenKind::Word, word, _)) => word,
            _ => "",
        }
    }

    fn is(&self, keyword: &str) -> bool {
        self.peek_word().eq_ignore_ascii_case(keyword)
    }

    fn matches(&self, at: usize, keywords: &[&str]) -> bool {
        let words = self.words.get(at..at + keywords.len()).unwrap_or_default();
        let is = |(word, keyword): (&(TokenKind, &str, usize), &&str)| {
            word.0 == TokenKind::Word && word.1.eq_ignore_ascii_case(keyword)
        };
        words.len() == keywords.len() && words.iter().zip(keywords).all(is)
    }

    /// Moves behind `keywords`, when they are the next words.
    fn take(&mut self, keywords: &[&str]) -> bool {
        let taken = self.matches(self.at, keywords);
        if taken {
            self.at += keywords.len();
        }
        taken
    }

    /// Whether `keywords` are anywhere further on, in a row.
    fn has(&self, keywords: &[&str]) -> bool {
        (self.at..self.words.len()).any(|at| self.matches(at, keywords))
    }

    /// The expression behind `keyword`: one word, or a call or parentheses with all in them, and a cast.
    fn behind(&self, keyword: &str) -> Option<&'a str> {
        let start = (self.at..self.words.len()).find(|at| self.matches(*at, &[keyword]))? + 1;
        let (mut depth, mut end) = (0, start);
        for (kind, word, _) in &self.words[start..] {
            let ends = [
                "NOT",
                "NULL",
                "CONSTRAINT",
                "CHECK",
                "UNIQUE",
                "PRIMARY",
                "REFERENCES",
                "COLLATE",
                "GENERATED",
            ];
            let at_level = depth == 0 && end > start && *kind == TokenKind::Word;
            if at_level && ends.iter().any(|keyword| word.eq_ignore_ascii_case(keyword)) {
                break;
            }
            depth += i32::from(*word == "(") - i32::from(*word == ")");
            end += 1;
        }
        let last = self.words.get(end.checked_sub(1)?)?;
        let first = self.words.get(start)?;
        self.text.get(first.2..last.2 + last.1.len())
    }

    /// The next name, without quotes and schema.
    fn name(&mut self) -> Option<String> {
        let mut name = None;
        loop {
            let (kind, word, _) = *self.words.get(self.at)?;
            name = match kind {
                TokenKind::Word => Some(word.to_lowercase()),
                TokenKind::Name => Some(unquoted(word)),
                _ => return name,
            };
            self.at += 1;
            match self.words.get(self.at) {
                Some((_, ".", _)) => self.at += 1,
                _ => return name,
            }
        }
    }

    /// Names with commas between.
    fn names(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        while let Some(name) = self.name() {
            names.push(name);
            match self.words.get(self.at) {
                Some((_, ",", _)) => self.at += 1,
                _ => break,
            }
        }
        names
    }

    /// What stands between the commas that are in no parentheses.
    fn parts(&self) -> Vec<(usize, usize)> {
        let (mut parts, mut depth, mut start) = (Vec::new(), 0, self.at);
        for (index, word) in self.words.iter().enumerate().skip(self.at) {
            depth += i32::from(word.1 == "(") - i32::from(word.1 == ")");
            if word.1 == "," && depth == 0 {
                parts.push((start, index));
                start = index + 1;
            }
        }
        parts.push((start, self.words.len()));
        parts
    }
}

fn unquoted(name: &str) -> String {
    let inner = &name[1..name.len().saturating_sub(1).max(1)];
    inner.replace("\"\"", "\"")
}
