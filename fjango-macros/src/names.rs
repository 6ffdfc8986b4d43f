//! How names are spelled: in snake case, in words, in plural; and which known name a wrong one was meant to be.

use syn::Ident;
use syn::ext::IdentExt as _;

/// The identifier without `r#`.
pub fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// `InPrint` as `in_print`, `HTTPError` as `http_error`.
pub fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (i, &c) in chars.iter().enumerate() {
        let after_small = i > 0 && (chars[i - 1].is_lowercase() || chars[i - 1].is_ascii_digit());
        let ends_capitals =
            i > 0 && chars[i - 1].is_uppercase() && chars.get(i + 1).is_some_and(|next| next.is_lowercase());
        if c.is_uppercase() && (after_small || ends_capitals) {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// `author_name` as `AuthorName`.
pub fn camel_case(name: &str) -> String {
    name.split('_')
        .flat_map(|word| {
            let mut chars = word.chars();
            chars
                .next()
                .map(|first| first.to_uppercase().chain(chars).collect::<String>())
        })
        .collect()
}

/// `BlogPost` and `blog_post` as `blog post`.
pub fn words(name: &str) -> String {
    snake_case(name).replace('_', " ").trim().to_owned()
}

/// `in print` as `In print`.
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// The English plural, for the regular cases: `post` as `posts`, `category` as `categories`, `box` as `boxes`.
pub fn plural(text: &str) -> String {
    let consonant_y = text
        .strip_suffix('y')
        .filter(|stem| !stem.is_empty() && !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    if let Some(stem) = consonant_y {
        return format!("{stem}ies");
    }
    if ["s", "x", "z", "ch", "sh"].iter().any(|ending| text.ends_with(ending)) {
        return format!("{text}es");
    }
    format!("{text}s")
}

/// The candidate that `name` was probably meant to be.
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// `` `a`, `b` or `c` ``.
pub fn alternatives<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.pop() {
        None => "nothing".to_owned(),
        Some(last) if quoted.is_empty() => last,
        Some(last) => format!("{} or {last}", quoted.join(", ")),
    }
}

/// The end of a message about an unknown name: the closest known one, else all of them.
pub fn suggestion(name: &str, known: &[&str]) -> String {
    match closest(name, known.iter().copied()) {
        Some(close) => format!("did you mean `{close}`"),
        None => format!("use {}", alternatives(known.iter().copied())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_django_spells_them() {
        assert_eq!(snake_case("InPrint"), "in_print");
        assert_eq!(snake_case("HTTPError2Go"), "http_error2_go");
        assert_eq!(snake_case("already_snake"), "already_snake");
        assert_eq!(camel_case("author_name"), "AuthorName");
        assert_eq!(words("BlogPost"), "blog post");
        assert_eq!(capitalized("in print"), "In print");
        for (one, many) in [
            ("post", "posts"),
            ("category", "categories"),
            ("day", "days"),
            ("box", "boxes"),
            ("branch", "branches"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn a_wrong_name_finds_the_closest_right_one() {
        assert_eq!(closest("uniqe", ["unique", "index"]), Some("unique"));
        assert_eq!(closest("zzz", ["unique", "index"]), None);
        assert_eq!(suggestion("zzz", &["a", "b", "c"]), "use `a`, `b` or `c`");
    }
}
