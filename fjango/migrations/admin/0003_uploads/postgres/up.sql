CREATE TABLE "admin_upload" (
    "id" uuid NOT NULL,
    "user_id" bigint,
    "model" varchar(200) NOT NULL,
    "field" varchar(200) NOT NULL,
    "storage" varchar(200) NOT NULL,
    "name" varchar(1000) NOT NULL,
    "created" timestamptz NOT NULL,
    CONSTRAINT "admin_upload_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "admin_upload_created_idx" ON "admin_upload" ("created");
CREATE INDEX "admin_upload_user_id_idx" ON "admin_upload" ("user_id");
ALTER TABLE "admin_upload" ADD CONSTRAINT "admin_upload_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
