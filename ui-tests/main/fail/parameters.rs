// `main` takes no parameters.
#[fjango::main]
async fn main(name: String) -> fjango::Result<()> {
    Ok(())
}
