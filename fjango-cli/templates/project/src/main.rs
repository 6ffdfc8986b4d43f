mod models;
#[cfg(test)]
mod tests;

use fjango::App;

#[fjango::main]
async fn main() -> fjango::Result<()> {
    App::new().run().await
}
