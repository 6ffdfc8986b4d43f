use fjango::prelude::*;

/// Something worth remembering.
#[model(ordering = "-created")]
#[api(
    path = "/notes",
    filter(author, created),
    search(title, text),
    order(created, title),
    read = "anyone",
    write = "authenticated",
    owner = "author"
)]
#[admin(list_display(title, author, created), search(title, text))]
pub struct Note {
    pub id: i64,
    #[field(max_length = 200)]
    pub title: String,
    #[field(default = "")]
    pub text: Text,
    #[field(on_delete = "cascade", related_name = "notes")]
    pub author: ForeignKey<User>,
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
}
