ALTER TABLE posts ADD COLUMN published_at TIMESTAMPTZ;
ALTER TABLE posts ADD CONSTRAINT dated CHECK (NOT published OR published_at IS NOT NULL);
