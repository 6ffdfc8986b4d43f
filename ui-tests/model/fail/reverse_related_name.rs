// A declared way back has its name from the field.
#[fjango::model]
pub struct Post {
    pub id: i64,
    #[field(related_name = "post")]
    pub comments: fjango::orm::ReverseForeignKey<Comment>,
}

#[fjango::model]
pub struct Comment {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub post: fjango::orm::ForeignKey<Post>,
}

fn main() {}
