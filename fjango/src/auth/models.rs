//! The tables of accounts, with Django's names and columns.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::PasswordHash;
use crate::orm::{ForeignKey, ManyToMany};
use fjango_macros::model;

/// Somebody who can log in.
#[model(app = "auth", table = "auth_user", ordering = "username")]
pub struct User {
    /// The number that tokens name.
    pub id: i64,
    /// The encoded hash, never the password.
    #[field(max_length = 128)]
    pub password: PasswordHash,
    /// When the user last got a token with a password.
    pub last_login: Option<DateTime<Utc>>,
    /// Whether every permission check passes.
    #[field(default = false)]
    pub is_superuser: bool,
    /// What the user logs in with.
    #[field(max_length = 150, unique)]
    pub username: String,
    /// The given name, or nothing.
    #[field(max_length = 150, default = "")]
    pub first_name: String,
    /// The family name, or nothing.
    #[field(max_length = 150, default = "")]
    pub last_name: String,
    /// The email address, or nothing.
    #[field(max_length = 254, default = "")]
    pub email: String,
    /// Whether the user belongs to those who run the site.
    #[field(default = false)]
    pub is_staff: bool,
    /// Whether the user can log in. Better unset than the user deleted.
    #[field(default = true)]
    pub is_active: bool,
    /// When the account was made.
    #[field(auto_now_add)]
    pub date_joined: DateTime<Utc>,
    /// What the user may do by way of them.
    pub groups: ManyToMany<Group>,
    /// What the user may do beside.
    pub user_permissions: ManyToMany<Permission>,
}

/// Users who may do the same.
#[model(app = "auth", table = "auth_group", ordering = "name")]
pub struct Group {
    /// The group's number.
    pub id: i64,
    /// The group's name.
    #[field(max_length = 150, unique)]
    pub name: String,
    /// What its members may do.
    pub permissions: ManyToMany<Permission>,
}

/// One thing that may be done with one kind of object, such as `blog.change_post`.
#[model(app = "auth", table = "auth_permission", unique(content_type, codename))]
pub struct Permission {
    /// The permission's number.
    pub id: i64,
    /// For people: `Can change post`.
    #[field(max_length = 255)]
    pub name: String,
    /// The model it is about.
    #[field(on_delete = "cascade")]
    pub content_type: ForeignKey<ContentType>,
    /// For programs: `change_post`.
    #[field(max_length = 100)]
    pub codename: String,
}

/// A model, as a row that other rows can point at.
#[model(app = "auth", table = "django_content_type", unique(app_label, model))]
pub struct ContentType {
    /// The content type's number.
    pub id: i64,
    /// The model's app: `blog`.
    #[field(max_length = 100)]
    pub app_label: String,
    /// The model's name in lower case: `post`.
    #[field(max_length = 100)]
    pub model: String,
}

/// A refresh token that was issued: what makes each usable once.
///
/// Tokens that follow each other by refreshing are one family. When a used one comes back, somebody has a copy,
/// and the whole family is revoked.
#[model(app = "auth", table = "auth_refreshtoken", index(user, expires))]
pub struct RefreshToken {
    /// The token's `jti`.
    #[field(primary_key)]
    pub jti: Uuid,
    /// The login that the token goes back to.
    #[field(index)]
    pub family: Uuid,
    /// Whose token it is.
    #[field(on_delete = "cascade")]
    pub user: ForeignKey<User>,
    /// When it expires by itself.
    pub expires: DateTime<Utc>,
    /// Whether it bought its successor.
    #[field(default = false)]
    pub used: bool,
    /// Whether it was made void.
    #[field(default = false)]
    pub revoked: bool,
}
