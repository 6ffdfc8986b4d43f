//! What the tests of migrations share: a history in memory, and the schema as a database tells it.

use std::collections::BTreeMap;

use fjango::db::{Db, Executor, Statement};
use fjango::migrate::sql::{DIALECTS, Script};
use fjango::migrate::state::{FieldState, ModelState, ProjectState};
use fjango::migrate::{
    Answers, Decline, Graph, MakeOptions, Migration, MigrationId, Migrator, Operation, Options, Questioner, Report,
    Result, Target, detect_asking,
};
use fjango::value::SqlType;

/// Migrations that only memory holds, but that go through their files' text.
#[derive(Default)]
pub struct History {
    pub graph: Graph,
}

impl History {
    /// Adds what leads to `state`, without renames; gives the number of new migrations.
    pub fn make(&mut self, state: &ProjectState) -> Result<usize> {
        self.make_asking(state, Answers::default(), &mut Decline)
    }

    /// Adds what leads to `state` with these answers; gives the number of new migrations.
    pub fn make_asking(
        &mut self,
        state: &ProjectState,
        answers: Answers,
        questioner: &mut dyn Questioner,
    ) -> Result<usize> {
        let options = MakeOptions {
            answers,
            ..MakeOptions::default()
        };
        let new = detect_asking(&self.graph, state, &options, questioner)?;
        let count = new.len();
        let mut files = BTreeMap::new();
        for migration in self.graph.iter().chain(&new) {
            files.extend(migration.files()?);
        }
        self.graph = Graph::new(Migration::read_all(&files)?)?;
        Ok(count)
    }

    /// Adds a migration of these steps, written by hand as it were.
    pub fn push(&mut self, app: &str, name: &str, dependencies: &[&str], operations: Vec<Operation>) -> Result<()> {
        let before = self.graph.state()?;
        let mut scripts = BTreeMap::new();
        for dialect in DIALECTS {
            scripts.insert(dialect.name(), Script::write(dialect, app, &operations, &before)?);
        }
        let id = |text: &&str| text.split_once('.').map(|(app, name)| MigrationId::new(app, name));
        let migration = Migration {
            id: MigrationId::new(app, name),
            dependencies: dependencies.iter().filter_map(id).collect(),
            operations,
            replaces: Vec::new(),
            scripts,
        };
        let mut files = BTreeMap::new();
        for migration in self.graph.iter().chain([&migration]) {
            files.extend(migration.files()?);
        }
        self.graph = Graph::new(Migration::read_all(&files)?)?;
        Ok(())
    }

    pub async fn migrate(&self, db: &Db, target: &Target) -> Result<Report> {
        Migrator::new(db, &self.graph).run(target, &Options::default()).await
    }
}

pub fn model(name: &str, fields: Vec<FieldState>) -> ModelState {
    let mut id = FieldState::new("id", SqlType::BigInt);
    (id.primary_key, id.auto) = (true, true);
    ModelState {
        app: "blog".into(),
        name: name.into(),
        table: format!("blog_{}", name.to_lowercase()),
        fields: std::iter::once(id).chain(fields).collect(),
        many_to_many: Vec::new(),
        indexes: Vec::new(),
        unique: Vec::new(),
        checks: Vec::new(),
        exclusions: Vec::new(),
        comment: None,
        soft_delete: false,
    }
}

pub fn state(models: Vec<ModelState>) -> ProjectState {
    ProjectState {
        models: models.into_iter().map(|model| (model.label(), model)).collect(),
    }
}

pub async fn texts(db: &Db, sql: &str) -> Vec<String> {
    db.fetch(Statement::sql(sql), fjango::db::first_value::<String>)
        .await
        .unwrap_or_else(|error| panic!("{error}: {sql}"))
}

pub async fn run(db: &Db, sql: &str) {
    db.execute(Statement::sql(sql))
        .await
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
}

/// Everything the database knows of its schema, apart from the order of columns and the history's own table. How the
/// SQL of a table is written says nothing, so it is taken apart.
pub async fn schema(db: &Db) -> Vec<String> {
    let sql = match db.dialect().name() {
        "postgres" => {
            "SELECT line FROM (
               SELECT format('column %s.%s %s %s default=%s identity=%s generated=%s collation=%s comment=%s', c.relname, a.attname,
                      format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
                      CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation END, col_description(c.oid, a.attnum)) AS line, c.relname AS t
               FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
               JOIN pg_type t ON t.oid = a.atttypid
               LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
               WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
               UNION ALL
               SELECT format('comment %s %s', relname, obj_description(oid)), relname FROM pg_class
               WHERE relnamespace = 'public'::regnamespace AND obj_description(oid) IS NOT NULL
               UNION ALL
               SELECT format('constraint %s.%s %s', c.relname, k.conname, pg_get_constraintdef(k.oid)), c.relname
               FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
               -- Since version 18 there is one for each column that accepts no NULL, which the columns tell.
               WHERE c.relnamespace = 'public'::regnamespace AND k.contype <> 'n'
               UNION ALL
               SELECT format('index %s', indexdef), tablename FROM pg_indexes WHERE schemaname = 'public'
             ) s WHERE t NOT LIKE 'fjango_migration%' ORDER BY line"
        }
        _ => {
            "SELECT line FROM (
               SELECT 'column ' || m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || coalesce(c.dflt_value, '') || ' ' || c.pk || ' ' || c.hidden AS line, m.name AS t
               FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'
               UNION ALL
               SELECT 'foreign key ' || m.name || '.' || f.\"from\" || ' ' || f.\"table\" || '.' || f.\"to\" || ' ' || f.on_delete, m.name
               FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
               UNION ALL
               SELECT 'numbered ' || name, name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'
               UNION ALL
               SELECT name || ': ' || sql, tbl_name FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL
             ) s WHERE t NOT LIKE 'fjango_migration%' AND t NOT LIKE 'sqlite_%' ORDER BY line"
        }
    };
    let mut lines = texts(db, sql).await;
    if db.dialect().name() == "sqlite" {
        let tables = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'fjango_migration%'";
        for table in texts(db, tables).await {
            lines.extend(checks(&table));
            lines.extend(facts(&table));
        }
        lines.sort_unstable();
    }
    lines
}

/// The collations of columns, and how they are computed, in the SQL of a table.
fn facts(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, ends) in [
        (" COLLATE ", [" ", ",", "\n"]),
        (" GENERATED ALWAYS AS ", [" STORED", " VIRTUAL", "\n"]),
    ] {
        for (at, _) in sql.match_indices(word) {
            let name = sql[..at].rsplit('"').nth(1).unwrap_or_default();
            let rest = &sql[at + word.len()..];
            let end = ends.iter().filter_map(|end| rest.find(end)).min();
            let text = &rest[..end.unwrap_or(rest.len())];
            found.push(format!("{name}{word}{}", text.trim_end_matches([',', ')'])));
        }
    }
    found
}

/// The checks in the SQL of a table, whether they stand with a column or by themselves.
fn checks(sql: &str) -> Vec<String> {
    let constraints = sql.split("CONSTRAINT ").skip(1).filter(|part| part.contains("CHECK ("));
    let whole = |part: &str| {
        let mut depth = 0;
        let end = part.char_indices().find_map(|(at, c)| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            (depth == 0 && c == ')').then_some(at)
        });
        format!("check {}", &part[..=end.expect("the parentheses of a check close")])
    };
    constraints.map(whole).collect()
}
