CREATE TABLE "django_content_type" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "app_label" varchar(100) NOT NULL,
    "model" varchar(100) NOT NULL,
    CONSTRAINT "django_content_type_app_label_length_check" CHECK (length("app_label") <= 100),
    CONSTRAINT "django_content_type_model_length_check" CHECK (length("model") <= 100)
);
CREATE TABLE "auth_group" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(150) NOT NULL,
    CONSTRAINT "auth_group_name_length_check" CHECK (length("name") <= 150)
);
CREATE TABLE "auth_group_permissions" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "group_id" bigint NOT NULL,
    "permission_id" bigint NOT NULL,
    CONSTRAINT "auth_group_permissions_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "auth_group" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "auth_group_permissions_permission_id_fkey" FOREIGN KEY ("permission_id") REFERENCES "auth_permission" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE "auth_permission" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(255) NOT NULL,
    "content_type_id" bigint NOT NULL,
    "codename" varchar(100) NOT NULL,
    CONSTRAINT "auth_permission_content_type_id_fkey" FOREIGN KEY ("content_type_id") REFERENCES "django_content_type" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "auth_permission_codename_length_check" CHECK (length("codename") <= 100),
    CONSTRAINT "auth_permission_name_length_check" CHECK (length("name") <= 255)
);
CREATE TABLE "auth_refreshtoken" (
    "jti" char(36) NOT NULL,
    "family" char(36) NOT NULL,
    "user_id" bigint NOT NULL,
    "expires" text NOT NULL,
    "used" boolean NOT NULL,
    "revoked" boolean NOT NULL,
    CONSTRAINT "auth_refreshtoken_pkey" PRIMARY KEY ("jti"),
    CONSTRAINT "auth_refreshtoken_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE "auth_user" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "password" varchar(128) NOT NULL,
    "last_login" text,
    "is_superuser" boolean NOT NULL,
    "username" varchar(150) NOT NULL,
    "first_name" varchar(150) NOT NULL,
    "last_name" varchar(150) NOT NULL,
    "email" varchar(254) NOT NULL,
    "is_staff" boolean NOT NULL,
    "is_active" boolean NOT NULL,
    "date_joined" text NOT NULL,
    CONSTRAINT "auth_user_email_length_check" CHECK (length("email") <= 254),
    CONSTRAINT "auth_user_first_name_length_check" CHECK (length("first_name") <= 150),
    CONSTRAINT "auth_user_last_name_length_check" CHECK (length("last_name") <= 150),
    CONSTRAINT "auth_user_password_length_check" CHECK (length("password") <= 128),
    CONSTRAINT "auth_user_username_length_check" CHECK (length("username") <= 150)
);
CREATE TABLE "auth_user_groups" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" bigint NOT NULL,
    "group_id" bigint NOT NULL,
    CONSTRAINT "auth_user_groups_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "auth_group" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "auth_user_groups_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE "auth_user_user_permissions" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" bigint NOT NULL,
    "permission_id" bigint NOT NULL,
    CONSTRAINT "auth_user_user_permissions_permission_id_fkey" FOREIGN KEY ("permission_id") REFERENCES "auth_permission" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "auth_user_user_permissions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "django_content_type_app_label_model_key" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_group_name_key" ON "auth_group" ("name");
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_key" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_permission_id_idx" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_key" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_idx" ON "auth_permission" ("content_type_id");
CREATE INDEX "auth_refreshtoken_family_idx" ON "auth_refreshtoken" ("family");
CREATE INDEX "auth_refreshtoken_user_id_expires_idx" ON "auth_refreshtoken" ("user_id", "expires");
CREATE INDEX "auth_refreshtoken_user_id_idx" ON "auth_refreshtoken" ("user_id");
CREATE UNIQUE INDEX "auth_user_username_key" ON "auth_user" ("username");
CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_key" ON "auth_user_groups" ("user_id", "group_id");
CREATE INDEX "auth_user_groups_group_id_idx" ON "auth_user_groups" ("group_id");
CREATE UNIQUE INDEX "auth_user_user_permissions_user_id_permission_id_key" ON "auth_user_user_permissions" ("user_id", "permission_id");
CREATE INDEX "auth_user_user_permissions_permission_id_idx" ON "auth_user_user_permissions" ("permission_id");
