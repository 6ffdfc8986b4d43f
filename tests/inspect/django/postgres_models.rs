use fjango::prelude::*;

/// A row of `auth_group`.
#[model(
    app = "djangopg",
    table = "auth_group",
    index(name.operator_class("varchar_pattern_ops"), name = "name_a6ea08ec_like")
)]
pub struct AuthGroup {
    pub id: i32,
    #[field(max_length = 150, unique)]
    pub name: String,
    #[field(through = AuthGroupPermissions)]
    pub permissions: ManyToMany<AuthPermission>,
}

/// A row of `auth_group_permissions`.
#[model(
    app = "djangopg",
    table = "auth_group_permissions",
    unique(group, permission)
)]
pub struct AuthGroupPermissions {
    pub id: i64,
    #[field(on_delete = "do_nothing")]
    pub group: ForeignKey<AuthGroup>,
    #[field(on_delete = "do_nothing")]
    pub permission: ForeignKey<AuthPermission>,
}

/// A row of `auth_permission`.
#[model(
    app = "djangopg",
    table = "auth_permission",
    unique(content_type, codename)
)]
pub struct AuthPermission {
    pub id: i32,
    #[field(max_length = 255)]
    pub name: String,
    #[field(on_delete = "do_nothing")]
    pub content_type: ForeignKey<DjangoContentType>,
    #[field(max_length = 100)]
    pub codename: String,
}

/// A row of `auth_user`.
#[model(
    app = "djangopg",
    table = "auth_user",
    index(username.operator_class("varchar_pattern_ops"), name = "username_6821ab7c_like")
)]
pub struct AuthUser {
    pub id: i32,
    #[field(max_length = 128)]
    pub password: String,
    pub last_login: Option<DateTime<Utc>>,
    pub is_superuser: bool,
    #[field(max_length = 150, unique)]
    pub username: String,
    #[field(max_length = 150)]
    pub first_name: String,
    #[field(max_length = 150)]
    pub last_name: String,
    #[field(max_length = 254)]
    pub email: String,
    pub is_staff: bool,
    pub is_active: bool,
    pub date_joined: DateTime<Utc>,
    #[field(through = AuthUserGroups)]
    pub groups: ManyToMany<AuthGroup>,
    #[field(through = AuthUserUserPermissions)]
    pub user_permissions: ManyToMany<AuthPermission>,
}

/// A row of `auth_user_groups`.
#[model(app = "djangopg", table = "auth_user_groups", unique(user, group))]
pub struct AuthUserGroups {
    pub id: i64,
    #[field(on_delete = "do_nothing")]
    pub user: ForeignKey<AuthUser>,
    #[field(on_delete = "do_nothing")]
    pub group: ForeignKey<AuthGroup>,
}

/// A row of `auth_user_user_permissions`.
#[model(
    app = "djangopg",
    table = "auth_user_user_permissions",
    unique(user, permission)
)]
pub struct AuthUserUserPermissions {
    pub id: i64,
    #[field(on_delete = "do_nothing")]
    pub user: ForeignKey<AuthUser>,
    #[field(on_delete = "do_nothing")]
    pub permission: ForeignKey<AuthPermission>,
}

/// A row of `django_admin_log`.
#[model(app = "djangopg", table = "django_admin_log")]
pub struct DjangoAdminLog {
    pub id: i32,
    pub action_time: DateTime<Utc>,
    pub object_id: Option<String>,
    #[field(max_length = 200)]
    pub object_repr: String,
    #[field(min = 0)]
    pub action_flag: i16,
    pub change_message: String,
    #[field(on_delete = "do_nothing")]
    pub content_type: Option<ForeignKey<DjangoContentType>>,
    #[field(on_delete = "do_nothing")]
    pub user: ForeignKey<AuthUser>,
}

/// A row of `django_content_type`.
#[model(
    app = "djangopg",
    table = "django_content_type",
    unique(app_label, model)
)]
pub struct DjangoContentType {
    pub id: i32,
    #[field(max_length = 100)]
    pub app_label: String,
    #[field(max_length = 100)]
    pub model: String,
}

/// A row of `django_migrations`.
#[model(app = "djangopg", table = "django_migrations")]
pub struct DjangoMigrations {
    pub id: i64,
    #[field(max_length = 255)]
    pub app: String,
    #[field(max_length = 255)]
    pub name: String,
    pub applied: DateTime<Utc>,
}

/// A row of `django_redirect`.
#[model(
    app = "djangopg",
    table = "django_redirect",
    unique(site, old_path),
    index(old_path.operator_class("varchar_pattern_ops"), name = "old_path_c6cc94d3_like")
)]
pub struct DjangoRedirect {
    pub id: i32,
    #[field(on_delete = "do_nothing")]
    pub site: ForeignKey<DjangoSite>,
    #[field(max_length = 200, index)]
    pub old_path: String,
    #[field(max_length = 200)]
    pub new_path: String,
}

/// A row of `django_session`.
#[model(
    app = "djangopg",
    table = "django_session",
    index(session_key.operator_class("varchar_pattern_ops"), name = "session_key_c0390e0f_like")
)]
pub struct DjangoSession {
    #[field(primary_key, max_length = 40)]
    pub session_key: String,
    pub session_data: String,
    #[field(index)]
    pub expire_date: DateTime<Utc>,
}

/// A row of `django_site`.
#[model(
    app = "djangopg",
    table = "django_site",
    index(domain.operator_class("varchar_pattern_ops"), name = "domain_a2e37b91_like")
)]
pub struct DjangoSite {
    pub id: i32,
    #[field(max_length = 100, unique)]
    pub domain: String,
    #[field(max_length = 50)]
    pub name: String,
}
