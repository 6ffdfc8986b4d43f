// `#[fjango::main]` takes no options.
#[fjango::main(workers = 4)]
async fn main() -> fjango::Result<()> {
    Ok(())
}
