use std::io;
use std::path::Path;

/// The `.toml` and `.sql` files below `directory`, as sorted paths with `/`; none when it does not exist.
pub fn below(directory: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    if directory.is_dir() {
        walk(directory, "", &mut found)?;
        found.sort();
    }
    Ok(found)
}

fn walk(directory: &Path, prefix: &str, found: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        // A name that is not UTF-8, or hidden, is not one that makemigrations wrote.
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let path = entry.path();
        if path.is_dir() {
            walk(&path, &format!("{prefix}{name}/"), found)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml" || extension == "sql")
        {
            found.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}
