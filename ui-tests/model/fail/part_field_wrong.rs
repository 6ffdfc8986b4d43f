// A mistake in a part is one error, also when models use the part.
use fjango::prelude::*;

#[fjango::model(part)]
pub struct Sized {
    pub name: String,
    pub size: usize,
}

#[fjango::model]
pub struct Article {
    pub id: i64,
    #[field(flatten)]
    pub sized: Sized,
}

pub fn all() -> QuerySet<Article> {
    Article::objects().filter(|article| article.name().eq("a"))
}

fn main() {}
