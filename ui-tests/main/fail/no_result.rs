// `main` says what went wrong.
#[fjango::main]
async fn main() {}
