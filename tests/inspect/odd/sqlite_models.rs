use fjango::prelude::*;

// `no_key` has no model: it has no primary key.

// `two_keys` has no model: its primary key is over several columns (a, b).

/// A row of `Odd Names`.
#[model(app = "oddlite", table = "Odd Names")]
pub struct OddNames {
    #[field(column = "Id")]
    pub id: i64,
    #[field(column = "userName")]
    pub user_name: Option<String>,
    #[field(column = "user-name")]
    pub user_name_2: Option<String>,
    #[field(column = "2nd", db_default = "0")]
    pub n2nd: bool,
    #[field(column = "self")]
    pub self_field: Option<String>,
    #[field(column = "pk")]
    pub pk_field: Option<i32>,
    // `place` is left out: fjango has no type for `geometry`.
}

/// A row of `author`.
#[model(app = "oddlite", table = "author")]
pub struct Author {
    pub id: i64,
    pub name: String,
    #[field(max_length = 50, unique)]
    pub email: Option<String>,
    pub born: Option<NaiveDate>,
    #[field(min = 1, max = 5, db_default = "3")]
    pub rating: i16,
    #[field(db_default = "'{}'")]
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

/// A row of `oddlite_book`.
#[model(
    app = "oddlite",
    unique(author, title),
    index(added, pages),
    check(check = "pages > 0"),
    check(cheap = "price < 1000 OR pages > 1000")
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
    pub added: DateTime<Utc>,
    #[field(through = BookTags)]
    pub tags: ManyToMany<Tag>,
}

/// A row of `oddlite_book_tags`.
#[model(app = "oddlite", table = "oddlite_book_tags", unique(book, tag))]
pub struct BookTags {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub book: ForeignKey<Book>,
    #[field(on_delete = "cascade")]
    pub tag: ForeignKey<Tag>,
}

/// A row of `product`.
#[model(
    app = "oddlite",
    table = "product",
    unique("lower(name)", price, where = "NOT archived", name = "live"),
    index("lower(name)", name = "lower_name"),
    index(-price, "\"code\" COLLATE \"RTRIM\"", where = "NOT archived", name = "price")
)]
pub struct Product {
    pub id: i64,
    #[field(unique, collation = "NOCASE")]
    pub code: String,
    pub name: String,
    pub price: i32,
    #[field(db_default = "1")]
    pub quantity: i32,
    #[field(generated = "price * quantity")]
    pub total: Option<i32>,
    #[field(index, generated = "total * 2", stored = false)]
    pub doubled: Option<i32>,
    #[field(generated = "upper(name) || '!'", stored = false)]
    pub shouted: String,
    #[field(db_default = "0")]
    pub archived: bool,
}

/// A row of `tag`.
#[model(app = "oddlite", table = "tag")]
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
}
