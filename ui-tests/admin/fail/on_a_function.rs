// `#[admin]` goes on models.
#[fjango::admin(list_display(title))]
pub fn post() {}

fn main() {}
