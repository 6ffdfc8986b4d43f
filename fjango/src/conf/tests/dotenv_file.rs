use super::support::*;
use crate::conf::*;
use std::collections::BTreeMap;

fn parse(text: &str) -> (Vec<(String, String)>, Vec<String>) {
    let environment = BTreeMap::from([("HOST".to_owned(), "host".to_owned())]);
    let (done, problems) = dotenv::parse(text, ".env", &environment);
    (
        done.into_iter().map(|a| (a.name, a.value)).collect(),
        problems.iter().map(Problem::to_string).collect(),
    )
}

#[track_caller]
fn check(line: &str, value: &str) {
    let (done, problems) = parse(line);
    assert_eq!(problems, [""; 0], "{line}");
    assert_eq!(done.last().unwrap(), &("A".to_owned(), value.to_owned()), "{line}");
}

#[test]
fn values_are_read_as_documented() {
    check("A=b", "b");
    check("  export\tA = b c  # comment", "b c");
    check("A=b#c", "b#c");
    check("A=", "");
    check("A= # comment", "");
    check("A='b # $c ${d} \\n'", "b # $c ${d} \\n");
    check("A=\"b\\n\\\"\\$c\\\\\" # comment", "b\n\"$c\\");
    check("A=\"two\nlines\"", "two\nlines");
    check("A=pa$$w0rd$x", "pa$$w0rd$x");
    check("A=${HOST}:${NO:-80}", "host:80");
    check("B=1\nA=\"${B}2\"", "12");
    check("A=\\${HOST}", "${HOST}");
    check("A=héllo=wörld", "héllo=wörld");
    check("exported=1\nA=1", "1");
}

#[test]
fn each_wrong_line_is_reported_and_the_others_read() {
    let (done, problems) = parse("A=1\nwhat\n2B=1\nC='open\n");
    assert_eq!(done.len(), 1);
    assert_eq!(problems.len(), 3);
    has(&problems[0], &[".env:2: not of the form"]);
    has(&problems[1], &[".env:3: not of the form"]);
    has(&problems[2], &[".env:4: the quote `'` is not closed"]);
    for (text, part) in [
        ("A=1\nA=2", ".env:2: `A` is set twice, first on line 1"),
        ("A='x' y", "text after the closing quote"),
        ("A=\"\\q\"", "is not an escape"),
        ("A=${NOPE}", "`${NOPE}` is not set"),
        ("A=${", "not followed by a name"),
        ("A=${B:-x", "not followed by a name"),
    ] {
        has(&parse(text).1.join("\n"), &[part]);
    }
}

#[test]
fn expansions_cannot_grow_without_end() {
    let mut text = "V0=xxxxxxxxxx\n".to_owned();
    for n in 1..200 {
        text.push_str(&format!("V{n}=${{V{}}}${{V{}}}\n", n - 1, n - 1));
    }
    let (done, problems) = parse(&text);
    assert!(problems[0].contains("longer than"), "{problems:?}");
    assert!(done.iter().all(|(_, value)| value.len() < 300_000));
}
