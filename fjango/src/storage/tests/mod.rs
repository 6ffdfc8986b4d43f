mod fields;
mod names;
mod processes;
mod storages;
mod uploads;

/// One pixel, with nothing left out.
pub(super) const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 3, 0, 0, 0, 2, 8, 6,
    0, 0, 0, 0x9d, 0x74, 0x66, 0x1a, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// The files below a directory that a name can reach, and how many cannot be reached.
pub(super) fn listing(root: &std::path::Path) -> (Vec<String>, usize) {
    let (mut seen, mut hidden) = (Vec::new(), 0);
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path
                .strip_prefix(root)
                .expect("it is below")
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                directories.push(path);
            } else if name.starts_with('.') {
                hidden += 1;
            } else {
                seen.push(name);
            }
        }
    }
    seen.sort();
    (seen, hidden)
}
