use quote::quote;

use super::{check, parse, spec};
use crate::errors::Errors;

fn messages(arguments: proc_macro2::TokenStream, item: proc_macro2::TokenStream) -> Vec<String> {
    let mut errors = Errors::default();
    if let Some(mut args) = parse::ModelArgs::parse(arguments, item, &mut errors) {
        let spec = spec::ModelSpec::resolve(&args, "blog");
        let read = errors.is_empty();
        check::shapes(&args, &spec, &mut errors);
        if read {
            check::model(&args, &spec, &mut errors);
        }
        check::default_literals(&mut args, &spec, &mut errors);
    }
    errors.messages()
}

/// One field beside a good key must give one message with these words.
fn field_error(field: proc_macro2::TokenStream, words: &str) {
    let found = messages(quote!(), quote! { struct Post { id: i64, title: String, #field } });
    assert!(
        found.len() == 1 && found[0].contains(words),
        "expected one message with {words:?}, found {found:#?}"
    );
}

#[test]
fn each_broken_rule_is_one_message_that_names_the_fix() {
    field_error(quote!(author: ForeignKey<User>), "on_delete = \"cascade\"");
    field_error(
        quote!(#[field(on_delete = "set_null")] author: ForeignKey<User>),
        "write `Option<…>`",
    );
    field_error(
        quote!(#[field(on_delete = "set_default")] author: ForeignKey<User>),
        "add `default = …`",
    );
    field_error(
        quote!(#[field(through = "Membership")] people: ManyToMany<User>),
        "the name of a model",
    );
    field_error(
        quote!(#[field(through = Membership)] user: ReverseForeignKey<User>),
        "`through` is for a `ManyToMany`",
    );
    field_error(
        quote!(#[field(through = Membership, table = "t")] people: ManyToMany<User>),
        "remove `table`",
    );
    field_error(
        quote!(#[field(through_fields(a, b))] people: ManyToMany<User>),
        "add `through = …`",
    );
    field_error(
        quote!(#[field(through = Membership, through_fields(a))] people: ManyToMany<User>),
        "takes two foreign keys",
    );
    field_error(
        quote!(#[field(symmetrical = "no")] others: ManyToMany<Post>),
        "takes `true` or `false`",
    );
    field_error(
        quote!(#[field(symmetrical = true)] people: ManyToMany<User>),
        "remove `symmetrical`",
    );
    field_error(
        quote!(#[field(related_name = "others")] others: ManyToMany<Self>),
        "add `symmetrical = false`",
    );
    field_error(
        quote!(#[field(on_delete = "casade")] author: ForeignKey<User>),
        "did you mean `cascade`",
    );
    field_error(quote!(#[field(on_delete = "cascade")] n: i32), "remove `on_delete`");
    field_error(quote!(#[field(related_name = "posts")] n: i32), "remove `related_name`");
    field_error(quote!(#[field(max_length = 3)] n: i32), "`max_length` is for text");
    field_error(quote!(#[field(max_length = 0)] s: String), "give at least 1");
    field_error(quote!(#[field(max_length = "x")] s: String), "takes a whole number");
    field_error(quote!(#[field(max_lenght = 3)] s: String), "did you mean `max_length`");
    field_error(quote!(#[field(min = 3, max = 2)] n: i32), "swap them");
    field_error(quote!(#[field(default = "x")] n: i32), "`default = 0`");
    field_error(quote!(#[field(default = 1)] s: String), "`default = \"…\"`");
    field_error(quote!(#[field(default = -1)] x: f64), "`default = 0.5`");
    field_error(quote!(#[field(default = 1)] b: bool), "`default = true`");
    field_error(
        quote!(#[field(default = "now")] t: DateTime<Utc>),
        "`default = Utc::now()`",
    );
    field_error(quote!(#[field(min = 3)] s: String), "`min` is for numbers");
    field_error(quote!(#[field(auto_now)] n: i32), "`DateTime<Utc>`");
    field_error(
        quote!(#[field(auto_now, auto_now_add)] t: DateTime<Utc>),
        "keep one of the two",
    );
    field_error(quote!(#[field(version)] n: u8), "write it as `i32` or `i64`");
    field_error(
        quote!(#[field(version, db_default = "0")] n: i32),
        "begins at 1; remove `db_default`",
    );
    field_error(
        quote!(#[field(version)] a: i32, #[field(version)] b: i32),
        "`a` is the version already",
    );
    field_error(quote!(a: Tracked, b: Tracked), "`a` keeps what the row held");
    field_error(
        quote!(#[field(auto_now, default = now())] t: DateTime<Utc>),
        "remove `default`",
    );
    field_error(quote!(#[field(diesel = "text")] s: String), "write `#[model(diesel)]`");
    field_error(
        quote!(#[field(diesel = "text")] tags: ManyToMany<Tag>),
        "`diesel` is for columns",
    );
    field_error(quote!(#[field(diesel = "txt")] s: String), "did you mean `text`");
    field_error(quote!(#[field(slug_from = "titel")] s: Slug), "did you mean `title`");
    field_error(quote!(#[field(slug_from = "title")] s: String), "fills a `Slug`");
    field_error(
        quote!(#[field(unique)] tags: ManyToMany<Tag>),
        "`unique` has no meaning",
    );
    field_error(quote!(tags: Option<ManyToMany<Tag>>), "without `Option`");
    field_error(quote!(s: Option<Option<String>>), "one `Option`");
    field_error(quote!(n: usize), "use `u32` or `u64`");
    field_error(quote!(n: i128), "use `Decimal`");
    field_error(quote!(s: &'static str), "owned type");
    field_error(quote!(s: Vec<String>), "Json<Vec<…>>");
    field_error(quote!(s: HashMap<String, i32>), "Json<HashMap");
    field_error(quote!(pk: i32), "rename the field");
    field_error(quote!(a__b: i32), "single underscores");
    field_error(
        quote!(#[field(column = "title")] s: String),
        "also the column of `title`",
    );
    field_error(quote!(#[field(column = "")] s: String), "1 to 63 bytes");
    field_error(quote!(#[field] s: String), "says nothing");
    field_error(quote!(#[cfg(unix)] s: String), "the same columns in every build");
    field_error(quote!(type_: String), "`r#type`");
    field_error(quote!(#[field(min = 0.5)] n: i32), "without a fraction");
    field_error(
        quote!(#[field(on_delete = "cascade", related_name = "my posts")] author: ForeignKey<User>),
        "must be a Rust name",
    );
}

#[test]
fn the_model_itself_is_checked() {
    let one = |arguments, item, words: &str| {
        let found = messages(arguments, item);
        assert!(
            found.len() == 1 && found[0].contains(words),
            "expected one message with {words:?}, found {found:#?}"
        );
    };
    one(quote!(), quote! { struct Post { title: String } }, "has no primary key");
    one(quote!(), quote! { struct Post { id: Option<i64> } }, "without `Option`");
    one(quote!(), quote! { struct Post(i64); }, "named fields");
    one(quote!(), quote! { enum Post { A } }, "goes on a struct");
    one(
        quote!(),
        quote! { struct Post<T> { id: i64, t: T } },
        "cannot be generic",
    );
    one(
        quote!(),
        quote! { struct Post { #[field(primary_key)] a: i64, #[field(primary_key)] b: i64 } },
        "keep one",
    );
    one(
        quote!(),
        quote! { struct Post { #[field(unique)] id: i64 } },
        "unique already",
    );
    one(
        quote!(),
        quote! { struct Post { #[field(default = 1)] id: i64 } },
        "numbers the rows",
    );
    one(
        quote!(ordering = "-creatd"),
        quote! { struct Post { id: i64, created: i64 } },
        "did you mean `created`",
    );
    one(
        quote!(index(idd)),
        quote! { struct Post { id: i64 } },
        "unknown field `idd`",
    );
    one(
        quote!(unique(a)),
        quote! { struct Post { id: i64 } },
        "unknown field `a`",
    );
    one(
        quote!(tabel = "x"),
        quote! { struct Post { id: i64 } },
        "did you mean `table`",
    );
    one(
        quote!(index(id, id)),
        quote! { struct Post { id: i64 } },
        "twice in one `index`",
    );
    one(
        quote!(check(a = "x"), check(a = "y")),
        quote! { struct Post { id: i64 } },
        "two checks",
    );
    one(quote!(), quote! { struct Post { id: f64 } }, "exact value");
    one(
        quote!(soft_delete),
        quote! { struct Post { id: i64 } },
        "add the field `pub deleted_at",
    );
    one(
        quote!(soft_delete),
        quote! { struct Post { id: i64, deleted_at: Option<NaiveDate> } },
        "write `Option<DateTime<Utc>>`",
    );
    one(
        quote!(soft_delete),
        quote! { struct Post { id: i64, #[field(auto_now)] deleted_at: Option<DateTime<Utc>> } },
        "remove `auto_now`",
    );
    one(quote!(table = 3), quote! { struct Post { id: i64 } }, "text in quotes");
}

#[test]
fn each_broken_rule_over_several_fields_is_one_message() {
    let one = |arguments: proc_macro2::TokenStream, words: &str| {
        let item = quote! {
            struct Stay { id: i64, room: i32, guest: String, starts: NaiveDate, ends: Option<NaiveDate>, at: NaiveTime }
        };
        let found = messages(arguments, item);
        assert!(
            found.len() == 1 && found[0].contains(words),
            "expected one message with {words:?}, found {found:#?}"
        );
    };
    one(quote!(index("lower(guest)")), "needs a name; add `name = \"…\"`");
    one(quote!(index(guest, where = "id > 0")), "needs a name");
    one(quote!(index(guest, wher = "id > 0")), "did you mean `where`");
    one(
        quote!(index(guest, deferrable = "deferred")),
        "has no option `deferrable`",
    );
    one(quote!(index(guest, inclde(room))), "did you mean `include`");
    one(quote!(index(lower(guest))), "stands in quotes");
    one(quote!(index(guest, include(gest))), "did you mean `guest`");
    one(quote!(index(guest, include = "room")), "written `include(title)`");
    one(quote!(index(guest, include(guest))), "twice in one `index`");
    one(quote!(index(guest.descending())), "takes names of fields");
    one(quote!(index(name = "x", "")), "is empty");
    one(quote!(index(name = "x")), "over nothing");
    one(quote!(index(name = "By Guest", guest)), "lower case letters");
    one(quote!(index(guest, using = "Gin (x)")), "a kind of index");
    one(quote!(index(guest), index(-guest)), "twice over the same fields");
    one(
        quote!(index(name = "x", guest), index(name = "x", room)),
        "two of `index` are called `x`",
    );
    one(
        quote!(unique(name = "x", guest, where = "id > 0", deferrable = "deferred")),
        "remove `deferrable`",
    );
    one(quote!(unique(guest, deferrable = "later")), "cannot be `later`");
    one(quote!(exclude(room, overlap(starts, ends))), "`exclude` needs a name");
    one(quote!(exclude(name = "x", room)), "this is `unique`");
    one(quote!(exclude(name = "x", overlap(starts))), "the one with the end");
    one(quote!(exclude(name = "x", overlap(starts, end))), "did you mean `ends`");
    one(
        quote!(exclude(name = "x", overlap(at, ends))),
        "`NaiveTime` has no spans",
    );
    one(quote!(exclude(name = "x", overlap(room, ends))), "a span has one type");
    one(
        quote!(exclude(name = "x", -room, overlap(starts, ends))),
        "compares fields",
    );
    one(quote!(comment = 3), "text in quotes");
    field_error(
        quote!(#[field(generated = "1", default = 3)] n: i32),
        "remove `default`, or `generated`",
    );
    field_error(quote!(#[field(generated = " ")] n: i32), "`generated` is empty");
    field_error(
        quote!(#[field(stored = false)] n: i32),
        "`stored` says how a computed column is kept",
    );
    field_error(
        quote!(#[field(generated = "1", on_delete = "cascade")] author: ForeignKey<User>),
        "use a plain field",
    );
    field_error(quote!(#[field(collation = "C")] n: i32), "is for text, not `i32`");
    field_error(quote!(#[field(collation = "")] s: String), "`collation` is empty");
    field_error(
        quote!(#[field(collation = "C", on_delete = "cascade")] author: ForeignKey<User>),
        "compared as the key it holds",
    );
    field_error(
        quote!(#[field(comment = "x")] tags: ManyToMany<Tag>),
        "`comment` is for columns",
    );
    field_error(
        quote!(#[field(db_constraint = false)] n: i32),
        "`db_constraint` is for foreign keys",
    );
    field_error(
        quote!(#[field(db_constraint = false, on_delete = "cascade")] author: ForeignKey<User>),
        "write `on_delete = \"do_nothing\"`",
    );
    field_error(
        quote!(#[field(db_constraint = false, deferrable = "immediate", on_delete = "do_nothing")] author: ForeignKey<User>),
        "without a constraint nothing is put off",
    );
}

/// A blog's post with every kind of field.
fn post() -> proc_macro2::TokenStream {
    quote! {
        /// A post of the blog.
        pub struct Post {
            pub id: i64,
            #[field(max_length = 200, validators(check::title))]
            pub title: String,
            #[field(slug_from = "title", unique)]
            pub slug: Slug,
            pub subtitle: Option<String>,
            #[field(default = Status::Draft, index)]
            pub status: Status,
            #[field(min = 0, max = 5, default = 3)]
            pub stars: u8,
            #[field(db_default = "0.5", help = "Between 0 and 1.", verbose_name = "weight in lists")]
            pub weight: f64,
            /// Who wrote it.
            #[field(on_delete = "cascade", related_name = "posts")]
            pub author: ForeignKey<User>,
            #[field(on_delete = "set_null", column = "cover_picture")]
            pub cover: Option<OneToOne<Picture>>,
            #[field(related_name = "posts", table = "post_tags")]
            pub tags: ManyToMany<Tag>,
            #[field(through = Mention, through_fields(by, of))]
            pub mentions: ManyToMany<Self>,
            #[field(auto_now_add)]
            pub created: DateTime<Utc>,
            pub comments: ReverseForeignKey<Comment>,
            pub r#type: String,
        }
    }
}

#[test]
fn a_model_expands_to_facts_and_accessors() {
    let arguments = quote! {
        ordering = ("-created", "title"), index(status, created), unique(author, slug), check(rated = "stars < 6")
    };
    let file = syn::parse2(super::model(arguments, post(), "my-blog")).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

#[test]
fn what_happens_to_rows_is_a_line_each() {
    let model = quote! {
        struct Post { id: i64, #[field(version)] version: i32, tracked: Tracked }
    };
    let file = syn::parse2(super::model(quote!(hooks), model, "blog")).expect("the expansion parses");
    let text = prettyplease::unparse(&file);
    for line in [
        "hooks: true,",
        "version: ::fjango::__private::Option::Some(1usize),",
        "type Hooks = ::fjango::__private::WithHooks;",
        "::fjango::__private::remember(&mut row);",
        "::fjango::__private::register_hooks!(Post);",
        "impl ::fjango::__private::Track for Post {",
    ] {
        assert!(text.contains(line), "no `{line}` in\n{text}");
    }
    assert!(
        !text.contains("fn tracked(&self) -> ::fjango::__private::Column"),
        "{text}"
    );
    let model = quote! {
        struct Post { id: i64, #[field(unique)] slug: Slug, deleted_at: Option<DateTime<Utc>> }
    };
    let soft = syn::parse2(super::model(quote!(soft_delete), model, "blog")).expect("the expansion parses");
    let soft = prettyplease::unparse(&soft);
    for line in [
        "soft_delete: ::fjango::__private::Option::Some(2usize),",
        "deleted_at: true,",
        "impl ::fjango::__private::SoftDelete for Post {}",
    ] {
        assert!(soft.contains(line), "no `{line}` in\n{soft}");
    }
    let inputs = &soft[soft.find("struct PostCreate").expect("inputs")..soft.find("::Model for").expect("the model")];
    assert!(!inputs.contains("deleted_at"), "{inputs}");
    let create = &text[text.find("struct PostCreate").expect("inputs")..text.find("struct PostPatch").expect("inputs")];
    assert!(!create.contains("version"), "{create}");
}

#[test]
fn after_a_mistake_the_impls_stand_without_the_field() {
    let expansion = super::model(
        quote!(),
        quote! { struct Post { id: i64, size: usize, title: String } },
        "blog",
    );
    let text = expansion.to_string();
    assert_eq!(text.matches("compile_error").count(), 1);
    assert!(text.contains("fn title") && !text.contains("fn size"), "{text}");
    let keyless = super::model(quote!(), quote! { struct Post { title: String } }, "blog");
    syn::parse2::<syn::File>(keyless).expect("the expansion parses");
}

/// What the parser reads, from its source: `options.string("table", …)`.
fn options_read(by: &str, source: &str) -> Vec<String> {
    let calls = source.split(by).skip(1);
    let names = calls.filter_map(|call| call.split_once('(')?.1.strip_prefix('"')?.split_once('"'));
    names.map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn the_reference_describes_every_option_and_type() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../book/src/reference/model.md");
    let chapter = std::fs::read_to_string(path).expect("the chapter");
    let section = |title: &str| {
        let start = chapter.find(&format!("\n## {title}\n")).expect(title) + 4;
        let rest = &chapter[start..];
        &rest[..rest.find("\n## ").unwrap_or(rest.len())]
    };
    let described = |section: &str, name: &str| {
        let rows = section
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
        let mut spans = rows.flat_map(|(first, _)| first.split('`').skip(1).step_by(2));
        spans.any(|span| span.split([' ', '(', '<']).next() == Some(name))
    };
    let source = include_str!("parse.rs");
    let (model, field) = source.split_once("fn field_args").expect("both parsers");
    let (model, field) = (options_read("options.", model), options_read("options.", field));
    assert!(model.len() >= 8 && field.len() >= 18, "{model:?} {field:?}");
    for name in &model {
        assert!(
            described(section("Options of the model"), name),
            "`{name}` of the model"
        );
    }
    for name in &field {
        assert!(described(section("Options of a field"), name), "`{name}` of a field");
    }
    for name in [spec::INTEGERS, spec::FLOATS, spec::TEXTS, spec::FILES, spec::OTHERS].concat() {
        assert!(described(section("Types of fields"), name), "type `{name}`");
    }
    for name in [parse::INDEX, parse::UNIQUE, parse::EXCLUDE].concat() {
        assert!(described(section("Indexes and rules"), name), "`{name}` of a rule");
    }
    for (name, _) in parse::ON_DELETE {
        assert!(described(section("Relations"), name), "`on_delete` `{name}`");
    }
}

#[test]
fn a_part_expands_to_facts_and_a_macro_that_repeats_it() {
    let part = quote! {
        /// When it was written.
        pub struct Times {
            #[field(auto_now_add, index)]
            pub created: DateTime<Utc>,
            by: Option<ForeignKey<User>>,
        }
    };
    let file = syn::parse2(super::model(quote!(part), part, "blog")).expect("the expansion parses");
    let text = prettyplease::unparse(&file);
    // The name of the macro depends on where the part stands.
    let start = text.find("__fjango_part_Times_").expect("a macro") + "__fjango_part_Times_".len();
    let end = start + text[start..].find(' ').expect("an end");
    insta::assert_snapshot!(text.replace(&text[start..end], "0"));
}

#[test]
fn a_model_with_a_part_asks_the_part() {
    let times = quote! { struct Times { #[field(auto_now_add)] created: DateTime<Utc> } };
    let item = quote! {
        #[api(path = "/posts", order(created))]
        pub struct Post { pub id: i64, #[field(flatten, prefix = "row_")] pub times: Times }
    };
    let first = super::model(quote!(app = "blog"), item.clone(), "blog").to_string();
    assert!(first.contains("Times ! {") && !first.starts_with("# [api"), "{first}");
    let api = quote! {
        #[api(path = "/posts", order(row_created))]
        pub struct Post { pub id: i64, #[field(flatten, prefix = "row_")] pub times: Times }
    };
    let state = quote! { { part } { #times } { app = "blog" } { #api } };
    let file = syn::parse2(super::part::join(state, "blog")).expect("the expansion parses");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}
