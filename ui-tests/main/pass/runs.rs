// `#[fjango::main]` runs on a runtime and returns an exit code.
/// Starts.
#[fjango::main]
async fn main() -> fjango::Result<()> {
    Ok(())
}
