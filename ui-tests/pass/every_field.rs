// Every type and option of a field.
use fjango::prelude::*;

fn even(number: &i32) -> Result<(), fjango::value::Invalid> {
    if number % 2 == 0 {
        Ok(())
    } else {
        Err(fjango::value::Invalid::new("odd", "must be even"))
    }
}

#[derive(Choices)]
pub enum Status {
    Draft,
    Published,
}

#[derive(Clone, Debug, PartialEq, DbValue)]
pub struct Isbn(String);

impl From<&str> for Isbn {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

#[model]
pub struct Author {
    pub id: Uuid,
    pub books: ReverseForeignKey<Book>,
    pub profile: ReverseOneToOne<Profile>,
}

#[model]
pub struct Profile {
    #[field(primary_key, max_length = 20)]
    pub code: String,
    #[field(on_delete = "cascade", related_name = "profile")]
    pub author: OneToOne<Author>,
    #[field(on_delete = "set_null", related_name = "children")]
    pub parent: Option<ForeignKey<Profile>>,
}

#[model(
    table = "book", app = "library", verbose_name = "book", verbose_name_plural = "books",
    ordering = ("-created", "author__id"), index(title, status), index(price), unique(author, slug),
    check(cheap = "price < 1000")
)]
pub struct Book {
    pub id: i64,
    #[field(max_length = 100, help = "On the cover.", verbose_name = "name")]
    pub title: String,
    #[field(slug_from = "title")]
    pub slug: Slug,
    #[field(default = "")]
    pub text: Text,
    pub email: Option<Email>,
    pub url: Option<Url>,
    #[field(unique)]
    pub isbn: Isbn,
    #[field(default = "x")]
    pub old_isbn: Option<Isbn>,
    #[field(default = Status::Draft, index)]
    pub status: Status,
    #[field(default = 1)]
    pub a: i8,
    #[field(default = 1)]
    pub b: i16,
    #[field(default = 2, validators(even), min = -4, max = 4)]
    pub c: i32,
    #[field(default = 1)]
    pub d: u8,
    #[field(default = 1)]
    pub e: u16,
    #[field(default = 1)]
    pub f: u32,
    #[field(default = 1)]
    pub g: u64,
    #[field(default = 0.5, min = 0, max = 1.5)]
    pub h: f32,
    #[field(db_default = "0.5")]
    pub i: f64,
    #[field(default = true)]
    pub j: bool,
    #[field(default = 3)]
    pub price: Decimal,
    pub at: Option<NaiveTime>,
    pub day: Option<NaiveDate>,
    pub took: Option<Duration>,
    pub raw: Option<Vec<u8>>,
    pub json: Json<Vec<String>>,
    #[field(column = "key_of_author", on_delete = "restrict", related_name = "books")]
    pub author: ForeignKey<Author>,
    #[field(on_delete = "do_nothing")]
    pub editor: Option<ForeignKey<Author>>,
    #[field(table = "book_readers", related_name = "read_books")]
    pub readers: ManyToMany<Author>,
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
    #[field(auto_now)]
    pub updated: DateTime<Utc>,
}

#[test]
fn every_field_has_its_type() {
    let author = Uuid::now_v7();
    let book = BookCreate::new("Title", "978", Json(vec![]), author);
    assert_eq!(book.author, author);
    let _ = Book::objects().filter(|book| book.author().books().any(|book| book.g().eq(1)));
}
