// Names of the standard library may mean something else.
#![allow(dead_code)]

struct Result;
struct Option;
struct String;
struct Vec;
struct Box;
struct Some;
struct None;
struct Ok;
struct Err;
trait Into {}
trait Clone {}
trait Default {}

#[derive(fjango::Choices)]
pub enum Status {
    Draft,
    Published,
}

#[derive(Debug, fjango::DbValue)]
pub struct Isbn(::std::string::String);

impl ::std::clone::Clone for Isbn {
    fn clone(&self) -> Self {
        Self(::std::clone::Clone::clone(&self.0))
    }
}

#[fjango::model(ordering = "-id")]
#[fjango::api(path = "/books", search(title))]
#[fjango::admin(list_display(title))]
pub struct Book {
    pub id: i64,
    #[field(max_length = 10, default = "untitled")]
    pub title: ::std::string::String,
    pub subtitle: ::std::option::Option<::std::string::String>,
    #[field(default = Status::Draft)]
    pub status: Status,
    pub isbn: Isbn,
    pub tags: ::fjango::orm::ManyToMany<Tag>,
}

#[fjango::model]
pub struct Tag {
    pub id: i64,
}

#[fjango::api(get, path = "/books/{id}/title", login = "anyone")]
pub async fn title(id: i64) -> ::std::string::String {
    ::std::string::ToString::to_string(&id)
}

fn main() {}
