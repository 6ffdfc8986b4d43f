//! A permission for each thing that can be done with each model.

use std::collections::HashSet;

use super::{Result, store::sql};
use crate::db::{Db, Executor, Statement};
use crate::schema::registry;

/// What can be done with every model.
pub const ACTIONS: [&str; 4] = ["add", "change", "delete", "view"];

/// Makes the content type and the four permissions of every registered model that lacks them, and gives the number
/// of rows made. Runs after migrations; a second run changes nothing.
///
/// # Errors
/// [`Error::Database`](super::Error::Database).
pub async fn sync_permissions(db: &Db) -> Result<usize> {
    let known = Statement::sql(
        "SELECT c.app_label, p.codename FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id",
    );
    let known = db.fetch(known, |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
    let known: HashSet<(String, String)> = known.await?.into_iter().collect();
    let missing: Vec<_> = registry::models()
        .iter()
        .flat_map(|model| ACTIONS.map(|action| (*model, action, format!("{action}_{}", model.name_lower()))))
        .filter(|(model, _, codename)| !known.contains(&(model.app.to_owned(), codename.clone())))
        .collect();
    if missing.is_empty() {
        return Ok(0);
    }
    db.transaction(async |tx| {
        let mut rows = 0;
        for (model, action, codename) in missing {
            let (app, name) = (model.app.to_owned(), model.name_lower());
            // Two processes may do this at once, so each row is made only where there is none.
            let content_type = sql!(tx,
                "INSERT INTO django_content_type (app_label, model) VALUES (", app; ", ", name;
                ") ON CONFLICT DO NOTHING");
            rows += tx.execute(content_type).await?;
            let permission = sql!(tx,
                "INSERT INTO auth_permission (name, codename, content_type_id) SELECT ",
                    format!("Can {action} {}", model.verbose_name);
                ", ", codename; ", id FROM django_content_type WHERE app_label = ", app; " AND model = ", name;
                " ON CONFLICT DO NOTHING");
            rows += tx.execute(permission).await?;
        }
        Ok(rows)
    })
    .await
}
