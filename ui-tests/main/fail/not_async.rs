// `main` is async.
#[fjango::main]
fn main() -> fjango::Result<()> {
    Ok(())
}
