//! Names of tables, indexes and constraints: stable, readable, and never longer than PostgreSQL keeps.

use sha2::{Digest, Sha256};

/// PostgreSQL cuts identifiers after this many bytes.
pub const MAX_BYTES: usize = 63;

/// `name`, or its beginning and eight hexadecimal digits of its hash when it is too long.
pub fn bounded(name: &str) -> String {
    if name.len() <= MAX_BYTES {
        return name.to_owned();
    }
    let digest = Sha256::digest(name.as_bytes());
    let hash: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let mut end = MAX_BYTES - hash.len() - 1;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash}", &name[..end])
}

/// The name of an index or constraint over columns: `blog_post_author_id_slug_key`.
///
/// `kind` follows PostgreSQL's own suffixes: `key` (unique), `fkey`, `idx`, `check`, `pkey`.
pub fn constraint(table: &str, columns: &[&str], kind: &str) -> String {
    let mut name = table.to_owned();
    for part in columns.iter().copied().chain([kind]) {
        name.push('_');
        name.push_str(part);
    }
    if name.len() <= MAX_BYTES {
        return name;
    }
    // The kind stays readable at the end.
    let digest = Sha256::digest(name.as_bytes());
    let hash: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let tail = format!("_{hash}_{kind}");
    let mut end = MAX_BYTES - tail.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{tail}", &name[..end])
}
