ALTER TABLE users
    ALTER created_at DROP DEFAULT,
    ALTER created_at TYPE TIMESTAMPTZ USING created_at AT TIME ZONE 'UTC',
    ALTER created_at SET DEFAULT now(),
    ALTER updated_at DROP DEFAULT,
    ALTER updated_at TYPE TIMESTAMPTZ USING updated_at AT TIME ZONE 'UTC',
    ALTER updated_at SET DEFAULT now();
