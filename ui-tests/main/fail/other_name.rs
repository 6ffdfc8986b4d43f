// The function that starts the program is `main`.
#[fjango::main]
async fn start() -> fjango::Result<()> {
    Ok(())
}
