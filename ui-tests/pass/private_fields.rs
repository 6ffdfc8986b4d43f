// Visibility stays as written.
mod blog {
    use fjango::prelude::*;

    #[model]
    pub(crate) struct Post {
        id: i64,
        title: String,
        pub(crate) note: Option<Text>,
    }

    impl Post {
        pub(crate) fn named(title: &str) -> fjango::orm::QuerySet<Self> {
            Self::objects().filter(|post| post.title().eq(title))
        }
    }

    #[model]
    struct Hidden {
        id: i64,
    }

    pub(crate) fn hidden() -> &'static str {
        Hidden::META.name
    }
}

#[test]
fn private_models_work() {
    let _ = blog::Post::named("a");
    assert_eq!(blog::hidden(), "Hidden");
}
