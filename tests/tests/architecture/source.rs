//! What a source file names, read from its tokens: comments and strings say nothing, macro bodies do.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};

/// A source file as the rules see it.
#[derive(Debug)]
pub struct Source {
    /// Its path below the workspace's root, with `/`.
    pub path: String,
    /// What it names, outside of its tests.
    pub mentions: Vec<Mention>,
}

/// Something named at a line.
#[derive(Debug, PartialEq, Eq)]
pub struct Mention {
    /// Counted from 1.
    pub line: usize,
    /// What is named.
    pub what: What,
}

/// The kinds of things that rules are about.
#[derive(Debug, PartialEq, Eq)]
pub enum What {
    /// A path within the library, from its root: `crate::orm::Expr` is `["orm", "Expr"]`.
    Internal { segments: Vec<String>, is_macro: bool },
    /// Any other path of two segments or more, and attributes as `["#[arg]", "env"]`.
    Other { segments: Vec<String> },
    /// A `static` and the names in its type.
    Static { name: String, types: Vec<String> },
}

impl Source {
    /// Reads a file. `path` is below the workspace's root, such as `fjango/src/db/url.rs`.
    pub fn parse(path: &str, text: &str) -> Result<Self, String> {
        let tokens: TokenStream = text.parse().map_err(|error| format!("{path}: {error}"))?;
        let mut reader = Reader { mentions: Vec::new() };
        if !is_test_file(path) {
            reader.walk(tokens, &module_of(path));
        }
        Ok(Self {
            path: path.to_owned(),
            mentions: reader.mentions,
        })
    }
}

/// `tests.rs` and what lies in a folder `tests`: tests may look at the house from above.
fn is_test_file(path: &str) -> bool {
    path.split('/')
        .skip_while(|part| *part != "src")
        .any(|part| part == "tests" || part == "tests.rs")
}

/// The module that a file is: `fjango/src/db/url.rs` is `["db", "url"]`.
fn module_of(path: &str) -> Vec<String> {
    let parts = path.split('/').skip_while(|part| *part != "src").skip(1);
    let mut module: Vec<String> = parts.map(|part| part.trim_end_matches(".rs").to_owned()).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

struct Reader {
    mentions: Vec<Mention>,
}

impl Reader {
    fn walk(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    let (end, is_test) = self.attribute(&tokens, at, module);
                    at = if is_test { end_of_item(&tokens, end) } else { end };
                }
                TokenTree::Punct(punct) if punct.as_char() == '\'' => at += 2, // A lifetime: `'static` is no `static`.
                TokenTree::Ident(ident) if *ident == "mod" => at = self.module(&tokens, at, module),
                TokenTree::Ident(ident) if *ident == "static" => {
                    self.statics(&tokens, at);
                    at += 1;
                }
                TokenTree::Ident(ident) => at = self.path(&tokens, at, ident, module),
                TokenTree::Group(group) => {
                    self.walk(group.stream(), module);
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// `#[..]` or `#![..]`; gives the index after it and whether it is `#[cfg(test)]` on an item.
    fn attribute(&mut self, tokens: &[TokenTree], at: usize, module: &[String]) -> (usize, bool) {
        let inner = matches!(tokens.get(at + 1), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
        let group_at = if inner { at + 2 } else { at + 1 };
        let Some(TokenTree::Group(group)) = tokens.get(group_at) else {
            return (at + 1, false);
        };
        let words: Vec<TokenTree> = group.stream().into_iter().collect();
        let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(arguments))) = (words.first(), words.get(1)) else {
            return (group_at + 1, false);
        };
        let arguments: Vec<String> = arguments.stream().into_iter().map(|token| token.to_string()).collect();
        for argument in &arguments {
            let segments = vec![format!("#[{name}]"), argument.clone()];
            self.push(name, What::Other { segments });
        }
        self.walk(group.stream(), module);
        (group_at + 1, !inner && *name == "cfg" && arguments == ["test"])
    }

    /// `mod name { .. }`; the module `tests` is left out.
    fn module(&mut self, tokens: &[TokenTree], at: usize, module: &[String]) -> usize {
        let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) = (tokens.get(at + 1), tokens.get(at + 2))
        else {
            return at + 1;
        };
        if *name != "tests" {
            let inner: Vec<String> = module.iter().cloned().chain([name.to_string()]).collect();
            self.walk(body.stream(), &inner);
        }
        at + 3
    }

    /// `static NAME: Type`.
    fn statics(&mut self, tokens: &[TokenTree], at: usize) {
        let mut rest = tokens[at + 1..]
            .iter()
            .filter(|token| !matches!(token, TokenTree::Ident(ident) if *ident == "mut"));
        let Some(TokenTree::Ident(name)) = rest.next() else {
            return;
        };
        let until_value =
            rest.take_while(|token| !matches!(token, TokenTree::Punct(p) if matches!(p.as_char(), '=' | ';')));
        let types = until_value.filter_map(|token| match token {
            TokenTree::Ident(ident) => Some(ident.to_string()),
            _ => None,
        });
        self.push(
            name,
            What::Static {
                name: name.to_string(),
                types: types.collect(),
            },
        );
    }

    /// A path or a tree of paths that begins at `at`; gives the index after it.
    fn path(&mut self, tokens: &[TokenTree], at: usize, first: &Ident, module: &[String]) -> usize {
        let dollar = at.checked_sub(1).and_then(|before| tokens.get(before));
        let is_macro_crate = *first == "crate" && matches!(dollar, Some(TokenTree::Punct(p)) if p.as_char() == '$');
        let start = if is_macro_crate {
            "$crate".to_owned()
        } else {
            first.to_string()
        };
        self.segments(tokens, at, vec![start], module)
    }

    /// Follows `::name` and `::{..}` after the segment at `at`.
    fn segments(&mut self, tokens: &[TokenTree], mut at: usize, mut path: Vec<String>, module: &[String]) -> usize {
        let last = at;
        let mut named = &tokens[last];
        loop {
            let is_separator = matches!(
                (tokens.get(at + 1), tokens.get(at + 2)),
                (Some(TokenTree::Punct(a)), Some(TokenTree::Punct(b)))
                    if a.as_char() == ':' && a.spacing() == Spacing::Joint && b.as_char() == ':'
            );
            match tokens.get(at + 3) {
                Some(token @ TokenTree::Ident(ident)) if is_separator => {
                    path.push(ident.to_string());
                    named = token;
                    at += 3;
                }
                Some(token @ TokenTree::Punct(punct)) if is_separator && punct.as_char() == '*' => {
                    path.push("*".to_owned());
                    self.record(token, path, false, module);
                    return at + 4;
                }
                Some(TokenTree::Group(group)) if is_separator && group.delimiter() == Delimiter::Brace => {
                    self.tree(group.stream(), &path, module);
                    return at + 4;
                }
                _ => break,
            }
        }
        let is_macro = matches!(tokens.get(at + 1), Some(TokenTree::Punct(p)) if p.as_char() == '!');
        self.record(named, path, is_macro, module);
        at + 1
    }

    /// The branches of `path::{a, b::c, self, *}`.
    fn tree(&mut self, branches: TokenStream, path: &[String], module: &[String]) {
        let tokens: Vec<TokenTree> = branches.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at = match token {
                TokenTree::Ident(ident) if *ident == "as" => at + 2,
                TokenTree::Ident(ident) if *ident == "self" => {
                    self.record(token, path.to_vec(), false, module);
                    at + 1
                }
                TokenTree::Ident(ident) => {
                    let branch = path.iter().cloned().chain([ident.to_string()]).collect();
                    self.segments(&tokens, at, branch, module)
                }
                TokenTree::Punct(punct) if punct.as_char() == '*' => {
                    let branch = path.iter().cloned().chain(["*".to_owned()]).collect();
                    self.record(token, branch, false, module);
                    at + 1
                }
                _ => at + 1,
            };
        }
    }

    fn record(&mut self, token: &TokenTree, path: Vec<String>, is_macro: bool, module: &[String]) {
        if path.len() < 2 {
            return;
        }
        let line = token.span().start().line;
        let what = match resolve(&path, module) {
            Some(segments) => What::Internal { segments, is_macro },
            None => What::Other { segments: path },
        };
        self.mentions.push(Mention { line, what });
    }

    fn push(&mut self, at: &Ident, what: What) {
        self.mentions.push(Mention {
            line: at.span().start().line,
            what,
        });
    }
}

/// A path from the library's root, if it is one within the library.
fn resolve(path: &[String], module: &[String]) -> Option<Vec<String>> {
    let (base, rest): (&[String], usize) = match path[0].as_str() {
        "crate" | "$crate" | "fjango" => (&[], 1),
        "self" => (module, 1),
        "super" => {
            let up = path.iter().take_while(|segment| *segment == "super").count();
            (&module[..module.len().saturating_sub(up)], up)
        }
        _ => return None,
    };
    Some(base.iter().chain(&path[rest..]).cloned().collect())
}

/// The index after the item that begins at `at`: after its braces, or its semicolon.
fn end_of_item(tokens: &[TokenTree], at: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    };
    tokens[at..]
        .iter()
        .position(ends)
        .map_or(tokens.len(), |length| at + length + 1)
}
