use crate::auth::{Auth, Cost, PasswordHasher, TokenConfig, UserCreate, store};
use crate::db::{Db, Executor, Statement};

pub(super) const PASSWORD: &str = "correct horse battery";

const TABLES: &[&str] = &[
    "CREATE TABLE auth_user (id integer PRIMARY KEY, password varchar(128) NOT NULL, last_login text,
     is_superuser boolean NOT NULL, username varchar(150) NOT NULL UNIQUE, first_name text NOT NULL,
     last_name text NOT NULL, email text NOT NULL, is_staff boolean NOT NULL, is_active boolean NOT NULL,
     date_joined text NOT NULL)",
    "CREATE TABLE auth_group (id integer PRIMARY KEY, name varchar(150) NOT NULL UNIQUE)",
    "CREATE TABLE django_content_type (id integer PRIMARY KEY, app_label text NOT NULL, model text NOT NULL,
     UNIQUE (app_label, model))",
    "CREATE TABLE auth_permission (id integer PRIMARY KEY, name text NOT NULL,
     content_type_id bigint NOT NULL REFERENCES django_content_type, codename text NOT NULL,
     UNIQUE (content_type_id, codename))",
    "CREATE TABLE auth_user_groups (id integer PRIMARY KEY, user_id bigint NOT NULL, group_id bigint NOT NULL)",
    "CREATE TABLE auth_user_user_permissions (id integer PRIMARY KEY, user_id bigint NOT NULL, permission_id bigint NOT NULL)",
    "CREATE TABLE auth_group_permissions (id integer PRIMARY KEY, group_id bigint NOT NULL, permission_id bigint NOT NULL)",
    "CREATE TABLE auth_refreshtoken (jti text PRIMARY KEY, family text NOT NULL, user_id bigint NOT NULL REFERENCES auth_user,
     expires text NOT NULL, used boolean NOT NULL, revoked boolean NOT NULL)",
];

/// An empty database with the tables of accounts.
pub(super) async fn database() -> Db {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    for table in TABLES {
        run(&db, table).await;
    }
    db
}

pub(super) async fn run(db: &Db, sql: &str) -> usize {
    db.execute(Statement::sql(sql)).await.unwrap()
}

pub(super) async fn count(db: &Db, sql: &str) -> i64 {
    let rows = db.fetch(Statement::sql(sql), |row| row.get::<i64>(0)).await.unwrap();
    rows[0]
}

/// Login with hashes that cost next to nothing.
pub(super) fn auth() -> Auth {
    let cost = Cost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };
    Auth::new(&TokenConfig::new("a key for tests that is long enough")).with_passwords(PasswordHasher::new(cost))
}

/// A user with [`PASSWORD`], who is nothing special.
pub(super) async fn user(db: &Db, username: &str) -> i64 {
    let password = auth().passwords().hash(PASSWORD).await.unwrap();
    store::insert_user(db, UserCreate::new(password, username))
        .await
        .unwrap()
}
