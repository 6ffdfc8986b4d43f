use fjango::prelude::*;

// `no_key` has no model: it has no primary key.

// `passport` has no model: its primary key `author_id` is a foreign key, and a model's is a value
// of its own.

// `two_keys` has no model: its primary key is over several columns (a, b).

/// A row of `Odd Names`.
#[model(app = "oddpg", table = "Odd Names")]
pub struct OddNames {
    #[field(column = "Id")]
    pub id: i64,
    #[field(column = "userName")]
    pub user_name: Option<String>,
    #[field(column = "user-name")]
    pub user_name_2: Option<String>,
    #[field(column = "2nd", db_default = "false")]
    pub n2nd: bool,
    #[field(column = "self")]
    pub self_field: Option<String>,
    #[field(column = "pk")]
    pub pk_field: Option<i32>,
    #[field(column = "größe")]
    pub gr_e: Option<f64>,
    // `place` is left out: fjango has no type for `point`.
    #[field(db_default = "gen_random_uuid()")]
    pub token: Uuid,
}

/// A row of `author`.
#[model(app = "oddpg", table = "author")]
pub struct Author {
    pub id: i32,
    pub name: String,
    #[field(unique)]
    pub email: Option<String>,
    pub born: Option<NaiveDate>,
    #[field(min = 1, max = 5, db_default = "3")]
    pub rating: i16,
    #[field(db_default = "'{}'::jsonb")]
    pub settings: fjango::value::JsonValue,
}

/// What `type` may be.
#[derive(Choices)]
pub enum BookType {
    #[choice(value = "hard-back")]
    HardBack,
    #[choice(value = "paperback")]
    Paperback,
    #[choice(value = "2nd hand")]
    N2ndHand,
}

/// A row of `oddpg_book`.
// the constraint `no_overlap` is said by no model: EXCLUDE USING btree (pages WITH =).
#[model(
    app = "oddpg",
    unique(author, title),
    index(added, pages),
    check(cheap = "((price < (1000)::numeric) OR (pages > 1000))"),
    check(pages = "(pages > 0)")
)]
pub struct Book {
    #[field(primary_key, max_length = 13)]
    pub isbn: String,
    pub title: String,
    pub r#type: BookType,
    pub pages: i32,
    pub price: Decimal,
    #[field(on_delete = "cascade", related_name = "book_author_set")]
    pub author: ForeignKey<Author>,
    #[field(
        on_delete = "set_null",
        related_name = "book_editor_set",
        column = "editor"
    )]
    pub editor: Option<ForeignKey<Author>>,
    #[field(on_delete = "protect")]
    pub sequel: Option<ForeignKey<Book>>,
    #[field(db_default = "now()")]
    pub added: DateTime<Utc>,
    #[field(through = BookTags)]
    pub tags: ManyToMany<Tag>,
}

/// A row of `oddpg_book_tags`.
#[model(app = "oddpg", table = "oddpg_book_tags", unique(book, tag))]
pub struct BookTags {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub book: ForeignKey<Book>,
    #[field(on_delete = "cascade")]
    pub tag: ForeignKey<Tag>,
}

/// What is "sold", and isn't \ given.
#[model(
    app = "oddpg",
    table = "product",
    comment = "What is \"sold\", and isn't \\ given.",
    index(details.operator_class("jsonb_path_ops"), using = "gin", name = "details"),
    unique("lower(name)", price, where = "(NOT archived)", name = "live"),
    index("lower(name)", name = "lower_name"),
    index(-price.nulls_last(), "\"code\" COLLATE \"POSIX\"", where = "(NOT archived)", name = "price_code"),
    index(quantity, include(name), name = "quantity_name"),
    unique(total, nulls_not_distinct, name = "total")
)]
pub struct Product {
    pub id: i64,
    #[field(unique, collation = "C")]
    pub code: String,
    pub name: String,
    #[field(comment = "In cents.\nNot in euros.")]
    pub price: i32,
    #[field(db_default = "1")]
    pub quantity: i32,
    #[field(generated = "(price * quantity)")]
    pub total: Option<i32>,
    #[field(generated = "(upper(name) || '!'::text)")]
    pub shouted: String,
    #[field(db_default = "false")]
    pub archived: bool,
    #[field(db_default = "'{}'::jsonb")]
    pub details: fjango::value::JsonValue,
}

/// A row of `tag`.
#[model(app = "oddpg", table = "tag")]
pub struct Tag {
    pub id: i64,
    #[field(max_length = 20, unique)]
    pub label: String,
}

/// A row of the view `long_books`.
#[derive(Debug)]
pub struct LongBooks {
    pub isbn: Option<String>,
    pub title: Option<String>,
    pub pages: Option<i32>,
    // `feeling` is left out: fjango has no type for `mood`.
}
