// A derived `Serialize` takes the place of the generated one.
#[fjango::model]
#[derive(Clone, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Post {
    pub id: i64,
}

fn main() {}
