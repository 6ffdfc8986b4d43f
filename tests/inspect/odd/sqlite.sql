CREATE TABLE author (
    id integer PRIMARY KEY,
    name text NOT NULL,
    email varchar(50) UNIQUE,
    born date,
    rating smallint NOT NULL DEFAULT 3 CHECK (rating BETWEEN 1 AND 5),
    settings text NOT NULL DEFAULT '{}' CHECK (json_valid(settings))
);
CREATE TABLE oddlite_book (
    isbn varchar(13) NOT NULL PRIMARY KEY,
    title text NOT NULL,
    "type" text NOT NULL CHECK ("type" IN ('hard-back', 'paperback', '2nd hand')),
    pages int NOT NULL CHECK (pages > 0),
    price decimal(10, 2) NOT NULL,
    author_id integer NOT NULL REFERENCES author ON DELETE CASCADE,
    editor integer REFERENCES author (id) ON DELETE SET NULL,
    added datetime NOT NULL,
    CONSTRAINT cheap CHECK (price < 1000 OR pages > 1000),
    UNIQUE (author_id, title)
);
CREATE INDEX book_author ON oddlite_book (author_id);
CREATE INDEX book_editor ON oddlite_book (editor);
CREATE INDEX "both" ON oddlite_book (added, pages);
CREATE TABLE "Odd Names" (
    "Id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    "userName" text,
    [user-name] text,
    `2nd` boolean NOT NULL DEFAULT 0,
    self text,
    pk integer,
    place geometry
);
CREATE TABLE tag (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, label varchar(20) NOT NULL UNIQUE);
CREATE TABLE oddlite_book_tags (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    book_id varchar(13) NOT NULL REFERENCES oddlite_book ON DELETE CASCADE,
    tag_id bigint NOT NULL REFERENCES tag ON DELETE CASCADE
);
CREATE UNIQUE INDEX once ON oddlite_book_tags (book_id, tag_id);
CREATE INDEX tagged_book ON oddlite_book_tags (book_id);
CREATE INDEX tagged ON oddlite_book_tags (tag_id);
CREATE TABLE no_key (x integer);
CREATE TABLE two_keys (a integer NOT NULL, b integer NOT NULL, PRIMARY KEY (a, b));
CREATE VIEW long_books AS SELECT isbn, title, pages FROM oddlite_book WHERE pages > 500;
CREATE TABLE product (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    code text COLLATE NOCASE NOT NULL UNIQUE,
    name text NOT NULL,
    price integer NOT NULL,
    quantity integer NOT NULL DEFAULT 1,
    total integer GENERATED ALWAYS AS (price * quantity) STORED,
    doubled integer AS (total * 2),
    shouted text NOT NULL GENERATED ALWAYS AS (upper(name) || '!') VIRTUAL,
    archived boolean NOT NULL DEFAULT 0
);
CREATE INDEX product_lower_name ON product (lower(name));
CREATE INDEX product_price ON product (price DESC, code COLLATE RTRIM) WHERE NOT archived;
CREATE UNIQUE INDEX product_live ON product (lower(name), price) WHERE NOT archived;
CREATE INDEX product_doubled ON product (doubled);
