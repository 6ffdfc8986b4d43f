//! What the condition of a check says, where it is one that a field's own options say.

/// A condition on one column.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// `column IN ('a', 'b')`.
    Choices { column: String, values: Vec<String> },
    /// `column >= 0`, `column BETWEEN 1 AND 5`: whole numbers.
    Range {
        column: String,
        min: Option<i64>,
        max: Option<i64>,
    },
    /// `length(column) <= 5`.
    Length { column: String, max: u32 },
    /// `json_valid(column)`.
    Json { column: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    /// A name, a word of SQL or a sign, in lower case unless it was quoted.
    Plain(String),
    Number(i64),
    Text(String),
}

/// Reads `expression` as either database spells it; `None` for what is more than one of these.
pub(super) fn meaning(expression: &str) -> Option<Meaning> {
    let words = words(expression)?;
    let plain = |word: &Word| match word {
        Word::Plain(word) => Some(word.clone()),
        _ => None,
    };
    let number = |word: &Word| match word {
        Word::Number(number) => Some(*number),
        Word::Text(text) => text.parse().ok(),
        Word::Plain(_) => None,
    };
    let is = |word: &Word, expected: &str| *word == Word::Plain(expected.to_owned());
    if let [Word::Plain(function), column, rest @ ..] = &words[..] {
        match (function.as_str(), rest) {
            ("length", [sign, max]) if is(sign, "<=") => {
                return Some(Meaning::Length {
                    column: plain(column)?,
                    max: u32::try_from(number(max)?).ok()?,
                });
            }
            ("json_valid", []) => return Some(Meaning::Json { column: plain(column)? }),
            _ => {}
        }
    }
    let column = plain(words.first()?)?;
    match &words[1..] {
        [sign, end] if is(sign, ">=") => Some(Meaning::Range {
            column,
            min: Some(number(end)?),
            max: None,
        }),
        [sign, end] if is(sign, "<=") => Some(Meaning::Range {
            column,
            min: None,
            max: Some(number(end)?),
        }),
        [between, min, and, max] if is(between, "between") && is(and, "and") => Some(Meaning::Range {
            column,
            min: Some(number(min)?),
            max: Some(number(max)?),
        }),
        [at_least, min, and, again, at_most, max]
            if is(at_least, ">=") && is(and, "and") && is(at_most, "<=") && plain(again).as_ref() == Some(&column) =>
        {
            Some(Meaning::Range {
                column,
                min: Some(number(min)?),
                max: Some(number(max)?),
            })
        }
        [first, values @ ..] if is(first, "in") || is(first, "=") => {
            // `= ANY (ARRAY[…])` is how PostgreSQL spells `IN (…)`.
            let values: Option<Vec<String>> = values
                .iter()
                .filter(|word| !is(word, "any") && !is(word, "array"))
                .map(|word| match word {
                    Word::Text(text) => Some(text.clone()),
                    _ => None,
                })
                .collect();
            let values = values.filter(|values| !values.is_empty())?;
            Some(Meaning::Choices { column, values })
        }
        _ => None,
    }
}

/// The words without parentheses, commas and casts; `None` for what holds anything that no plain condition does.
fn words(expression: &str) -> Option<Vec<Word>> {
    let mut out: Vec<Word> = Vec::new();
    let mut rest = expression;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '(' | ')' | '[' | ']' | ',' => 1,
            c if c.is_whitespace() => c.len_utf8(),
            '\'' | '"' | '`' => {
                let (text, length) = quoted(rest, c)?;
                out.push(if c == '\'' { Word::Text(text) } else { Word::Plain(text) });
                length
            }
            ':' if rest.starts_with("::") => {
                let type_end = |c: char| !(c.is_alphanumeric() || c == '_');
                let mut length = 2 + rest[2..].find(type_end).unwrap_or(rest.len() - 2);
                for second in [" varying", " precision"] {
                    if rest[length..].starts_with(second) {
                        length += second.len();
                    }
                }
                length
            }
            '<' | '>' | '=' => {
                let length = if rest[1..].starts_with(['=', '>']) { 2 } else { 1 };
                out.push(Word::Plain(rest[..length].to_owned()));
                length
            }
            c if c.is_ascii_digit() || c == '-' => {
                let length = 1 + rest[1..].find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len() - 1);
                if rest[length..].starts_with('.') {
                    return None;
                }
                out.push(Word::Number(rest[..length].parse().ok()?));
                length
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = rest
                    .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .unwrap_or(rest.len());
                out.push(Word::Plain(rest[..length].to_lowercase()));
                length
            }
            _ => return None,
        };
        rest = &rest[length..];
    }
    Some(out)
}

fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = letters.next() {
        if c != quote {
            out.push(c);
        } else if letters.peek().is_some_and(|(_, next)| *next == quote) {
            letters.next();
            out.push(quote);
        } else {
            return Some((out, at + quote.len_utf8()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_read() {
        let range = |expression: &str, min: Option<i64>, max: Option<i64>| {
            let column = "x".to_owned();
            assert_eq!(
                meaning(expression),
                Some(Meaning::Range { column, min, max }),
                "{expression}"
            );
        };
        range("(x >= 0)", Some(0), None);
        range("\"x\" <= 5", None, Some(5));
        range("((x >= '-5'::integer) AND (x <= 5))", Some(-5), Some(5));
        range("x BETWEEN -1 AND 5", Some(-1), Some(5));
        let choices = |expression: &str, expected: &[&str]| {
            let values = expected.iter().map(|one| (*one).to_owned()).collect();
            let column = "x".to_owned();
            assert_eq!(
                meaning(expression),
                Some(Meaning::Choices { column, values }),
                "{expression}"
            );
        };
        choices(
            "((x)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
            &["a", "b"],
        );
        choices("(x = ANY (ARRAY['a'::text, 'it''s'::text]))", &["a", "it's"]);
        choices("\"x\" IN ('a', 'b')", &["a", "b"]);
        choices("(x = 'a'::text)", &["a"]);
        assert_eq!(
            meaning("length(\"x\") <= 7"),
            Some(Meaning::Length {
                column: "x".into(),
                max: 7
            })
        );
        assert_eq!(meaning("json_valid(\"x\")"), Some(Meaning::Json { column: "x".into() }));
        for other in [
            "x > 0",
            "x >= y",
            "x >= 0.5",
            "x >= 0 OR x <= 5",
            "x IN (1, 2)",
            "a >= 0 AND b <= 1",
            "x ~ 'a'",
        ] {
            assert_eq!(meaning(other), None, "{other}");
        }
    }
}
