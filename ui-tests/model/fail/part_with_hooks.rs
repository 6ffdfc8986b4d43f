// Hooks are a model's.
#[fjango::model(part, hooks)]
pub struct Stamps {
    pub note: String,
}

fn main() {}
