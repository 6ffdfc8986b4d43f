//! Which columns a piece of SQL names: conditions and expressions of models are SQL text over the table's columns.

/// Whether `sql` names `column`, outside of texts and other than as a function.
pub fn mentions(sql: &str, column: &str) -> bool {
    words(sql).any(|word| word.is(column))
}

/// `sql` with `new` in the places of the column `old`.
pub fn rename_column(sql: &str, old: &str, new: &str) -> String {
    let mut renamed = String::with_capacity(sql.len());
    let mut done = 0;
    for word in words(sql).filter(|word| word.is(old)) {
        renamed.push_str(&sql[done..word.start]);
        let bare = is_bare(new) && !word.quoted;
        if bare {
            renamed.push_str(new);
        } else {
            renamed.push_str(&format!("\"{}\"", new.replace('"', "\"\"")));
        }
        done = word.end;
    }
    renamed.push_str(&sql[done..]);
    renamed
}

/// Whether a name needs no quotes.
fn is_bare(name: &str) -> bool {
    let mut chars = name.chars();
    let plain = |c: char| c.is_ascii_lowercase() || c == '_';
    chars.next().is_some_and(plain) && chars.all(|c| plain(c) || c.is_ascii_digit())
}

/// A name in a piece of SQL that may be a column's.
struct Word<'a> {
    text: &'a str,
    quoted: bool,
    start: usize,
    end: usize,
}

impl Word<'_> {
    fn is(&self, column: &str) -> bool {
        if self.quoted {
            self.text.replace("\"\"", "\"") == column
        } else {
            self.text.eq_ignore_ascii_case(column)
        }
    }
}

/// The names in `sql` that are no functions and not inside a text.
fn words(sql: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(c) = sql[at..].chars().next() {
            let start = at;
            match c {
                '\'' => at = end_of_quoted(sql, start, '\''),
                '"' => {
                    at = end_of_quoted(sql, start, '"');
                    let text = sql[start + 1..at].strip_suffix('"').unwrap_or(&sql[start + 1..at]);
                    return Some(Word {
                        text,
                        quoted: true,
                        start,
                        end: at,
                    });
                }
                c if c.is_alphabetic() || c == '_' => {
                    let rest = &sql[start..];
                    let length = rest
                        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
                        .unwrap_or(rest.len());
                    at = start + length;
                    let calls = sql[at..].trim_start().starts_with('(') && !is_operator(&sql[start..at]);
                    // `::text`, `AS text` and `date '…'` name types.
                    let before = sql[..start].trim_end();
                    let casts = before.ends_with("::")
                        || before.to_ascii_lowercase().ends_with(" as")
                        || sql[at..].trim_start().starts_with('\'');
                    if !calls && !casts {
                        return Some(Word {
                            text: &sql[start..at],
                            quoted: false,
                            start,
                            end: at,
                        });
                    }
                }
                // A number with its unit or exponent is no name.
                c if c.is_ascii_digit() => {
                    let rest = &sql[start..];
                    let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
                    at = start + length.unwrap_or(rest.len());
                }
                c => at += c.len_utf8(),
            }
        }
        None
    })
}

/// Whether a word before a parenthesis is SQL's own, such as `IN (…)`.
fn is_operator(word: &str) -> bool {
    [
        "in", "and", "or", "not", "any", "all", "between", "like", "is", "then", "else", "when",
    ]
    .iter()
    .any(|operator| word.eq_ignore_ascii_case(operator))
}

fn end_of_quoted(sql: &str, start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while let Some(found) = sql[at..].find(quote) {
        at += found + 1;
        if !sql[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    sql.len()
}
