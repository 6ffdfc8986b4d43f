CREATE TABLE "admin_attempt" (
    "subject" varchar(64) NOT NULL,
    "count" integer NOT NULL,
    "since" text NOT NULL,
    CONSTRAINT "admin_attempt_pkey" PRIMARY KEY ("subject"),
    CONSTRAINT "admin_attempt_subject_length_check" CHECK (length("subject") <= 64)
);
CREATE TABLE "admin_session" (
    "id" char(36) NOT NULL,
    "token_hash" varchar(64) NOT NULL,
    "user_id" bigint NOT NULL,
    "password_mark" varchar(64) NOT NULL,
    "created" text NOT NULL,
    "last_seen" text NOT NULL,
    "expires" text NOT NULL,
    "confirmed" text NOT NULL,
    "ip" varchar(45) NOT NULL,
    "agent" varchar(200) NOT NULL,
    CONSTRAINT "admin_session_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "admin_session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "admin_session_agent_length_check" CHECK (length("agent") <= 200),
    CONSTRAINT "admin_session_ip_length_check" CHECK (length("ip") <= 45),
    CONSTRAINT "admin_session_password_mark_length_check" CHECK (length("password_mark") <= 64),
    CONSTRAINT "admin_session_token_hash_length_check" CHECK (length("token_hash") <= 64)
);
CREATE TABLE "admin_revision" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" text NOT NULL,
    "user_id" bigint,
    "username" varchar(150) NOT NULL,
    "verb" varchar(20) NOT NULL,
    "via" varchar(20) NOT NULL,
    "ip" varchar(45) NOT NULL,
    "request_id" varchar(200) NOT NULL,
    "model" varchar(200) NOT NULL,
    "object" varchar(200) NOT NULL,
    "repr" varchar(200) NOT NULL,
    "note" varchar(200) NOT NULL,
    "changes" text NOT NULL,
    CONSTRAINT "admin_revision_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "admin_revision_changes_json_check" CHECK (json_valid("changes")),
    CONSTRAINT "admin_revision_ip_length_check" CHECK (length("ip") <= 45),
    CONSTRAINT "admin_revision_model_length_check" CHECK (length("model") <= 200),
    CONSTRAINT "admin_revision_note_length_check" CHECK (length("note") <= 200),
    CONSTRAINT "admin_revision_object_length_check" CHECK (length("object") <= 200),
    CONSTRAINT "admin_revision_repr_length_check" CHECK (length("repr") <= 200),
    CONSTRAINT "admin_revision_request_id_length_check" CHECK (length("request_id") <= 200),
    CONSTRAINT "admin_revision_username_length_check" CHECK (length("username") <= 150),
    CONSTRAINT "admin_revision_verb_length_check" CHECK (length("verb") <= 20),
    CONSTRAINT "admin_revision_via_length_check" CHECK (length("via") <= 20)
);
CREATE INDEX "admin_attempt_since_idx" ON "admin_attempt" ("since");
CREATE UNIQUE INDEX "admin_session_token_hash_key" ON "admin_session" ("token_hash");
CREATE INDEX "admin_session_expires_idx" ON "admin_session" ("expires");
CREATE INDEX "admin_session_user_id_idx" ON "admin_session" ("user_id");
CREATE INDEX "admin_revision_model_object_id_idx" ON "admin_revision" ("model", "object", "id");
CREATE INDEX "admin_revision_user_id_id_idx" ON "admin_revision" ("user_id", "id");
CREATE INDEX "admin_revision_user_id_idx" ON "admin_revision" ("user_id");
