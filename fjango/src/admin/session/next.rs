//! Where to go after signing in.

/// `wanted`, when it is a path of this admin: anything else would let a link to the sign-in page lead to a stranger's.
pub(super) fn inside(mount: &str, wanted: &str) -> Option<String> {
    // Browsers read `//host`, `/\host` and both with tabs or newlines between as another host.
    let plain = wanted.chars().all(|c| !c.is_control() && c != '\\' && c != ' ');
    let rest = wanted.strip_prefix(mount)?;
    let path = wanted.split(['?', '#']).next().unwrap_or_default();
    let inside = rest.is_empty() || rest.starts_with(['/', '?', '#']);
    let steps = path.split('/').any(|step| {
        let step = step.to_ascii_lowercase().replace("%2e", ".");
        step == ".." || step == "."
    });
    (plain && inside && wanted.starts_with('/') && !wanted.starts_with("//") && !steps).then(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_the_admin_are_gone_to() {
        for good in ["/admin", "/admin/", "/admin/m/blog.post?sort=-id#x", "/admin?x=1"] {
            assert_eq!(inside("/admin", good).as_deref(), Some(good));
        }
        for bad in [
            "",
            "/",
            "admin",
            "https://evil.example/admin",
            "//evil.example",
            "/administrator",
            "/admin/../api",
            "/admin/\t/x",
            "/admin/%2E%2e/x",
            "/admin\\x",
            "javascript:alert(1)",
            "/admin x",
            "/\\evil.example",
            "\n/admin",
        ] {
            assert_eq!(inside("/admin", bad), None, "{bad:?}");
        }
        assert_eq!(inside("", "/m/blog.post").as_deref(), Some("/m/blog.post"));
        for bad in ["//evil.example", "/\\evil.example", "evil", "", "https://evil.example"] {
            assert_eq!(inside("", bad), None, "{bad:?}");
        }
    }
}
