CREATE TABLE "admin_upload" (
    "id" char(36) NOT NULL,
    "user_id" bigint,
    "model" varchar(200) NOT NULL,
    "field" varchar(200) NOT NULL,
    "storage" varchar(200) NOT NULL,
    "name" varchar(1000) NOT NULL,
    "created" text NOT NULL,
    CONSTRAINT "admin_upload_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "admin_upload_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "admin_upload_field_length_check" CHECK (length("field") <= 200),
    CONSTRAINT "admin_upload_model_length_check" CHECK (length("model") <= 200),
    CONSTRAINT "admin_upload_name_length_check" CHECK (length("name") <= 1000),
    CONSTRAINT "admin_upload_storage_length_check" CHECK (length("storage") <= 200)
);
CREATE INDEX "admin_upload_created_idx" ON "admin_upload" ("created");
CREATE INDEX "admin_upload_user_id_idx" ON "admin_upload" ("user_id");
