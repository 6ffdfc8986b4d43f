CREATE TABLE "admin_import" (
    "id" char(36) NOT NULL,
    "user_id" bigint NOT NULL,
    "model" varchar(200) NOT NULL,
    "format" varchar(10) NOT NULL,
    "content" blob NOT NULL,
    "failed" blob,
    "created" text NOT NULL,
    CONSTRAINT "admin_import_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "admin_import_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "admin_import_format_length_check" CHECK (length("format") <= 10),
    CONSTRAINT "admin_import_model_length_check" CHECK (length("model") <= 200)
);
CREATE TABLE "admin_preference" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" bigint NOT NULL,
    "content" text NOT NULL,
    "updated" text NOT NULL,
    CONSTRAINT "admin_preference_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "admin_preference_content_json_check" CHECK (json_valid("content"))
);
CREATE TABLE "admin_view" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" bigint NOT NULL,
    "model" varchar(200) NOT NULL,
    "label" varchar(80) NOT NULL,
    "shared" varchar(20) NOT NULL,
    "role_id" bigint,
    "content" text NOT NULL,
    "created" text NOT NULL,
    "updated" text NOT NULL,
    CONSTRAINT "admin_view_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "auth_group" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "admin_view_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "admin_view_content_json_check" CHECK (json_valid("content")),
    CONSTRAINT "admin_view_label_length_check" CHECK (length("label") <= 80),
    CONSTRAINT "admin_view_model_length_check" CHECK (length("model") <= 200),
    CONSTRAINT "admin_view_shared_length_check" CHECK (length("shared") <= 20)
);
CREATE INDEX "admin_import_created_idx" ON "admin_import" ("created");
CREATE INDEX "admin_import_user_id_idx" ON "admin_import" ("user_id");
CREATE UNIQUE INDEX "admin_preference_user_id_key" ON "admin_preference" ("user_id");
CREATE INDEX "admin_view_model_idx" ON "admin_view" ("model");
CREATE INDEX "admin_view_role_id_idx" ON "admin_view" ("role_id");
CREATE INDEX "admin_view_user_id_idx" ON "admin_view" ("user_id");
