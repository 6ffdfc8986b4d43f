//! The user the server runs as: PostgreSQL refuses to be root.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

/// Users to run as when this program is root, in the order of preference.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// Who runs the server and owns its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    uid: u32,
    gid: u32,
    /// Whether it is another user than the one that runs this program.
    is_other: bool,
}

impl Owner {
    /// The current user, or an unprivileged one when the current user is root.
    pub fn new() -> anyhow::Result<Self> {
        let (uid, gid) = (rustix::process::geteuid(), rustix::process::getegid());
        if !uid.is_root() {
            return Ok(Self {
                uid: uid.as_raw(),
                gid: gid.as_raw(),
                is_other: false,
            });
        }
        let users = fs::read_to_string("/etc/passwd").context("looking for a user to run PostgreSQL as")?;
        unprivileged(&users).context("PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`")
    }

    /// Makes a command run as this user.
    pub fn runs<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if self.is_other {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Gives a file or directory to this user.
    pub fn takes(&self, path: &Path) -> anyhow::Result<()> {
        if self.is_other {
            chown(path, Some(self.uid), Some(self.gid)).with_context(|| format!("giving away {}", path.display()))?;
        }
        Ok(())
    }

    /// Whether this user may enter a directory and all those above it.
    pub fn can_reach(&self, directory: &Path) -> bool {
        directory.ancestors().all(|directory| {
            let Ok(metadata) = fs::metadata(directory) else {
                return false;
            };
            let bit = match metadata {
                ref m if m.uid() == self.uid => 0o100,
                ref m if m.gid() == self.gid => 0o010,
                _ => 0o001,
            };
            metadata.mode() & bit != 0
        })
    }
}

/// The first of [`UNPRIVILEGED`] in the text of `/etc/passwd`.
fn unprivileged(users: &str) -> Option<Owner> {
    UNPRIVILEGED.iter().find_map(|wanted| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            let is_wanted = fields.next() == Some(wanted);
            let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
            is_wanted.then_some(Owner {
                uid,
                gid,
                is_other: true,
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use tempfile::TempDir;

    use super::*;

    const USERS: &str = "\
root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin
postgresql:x:7:7::/:/bin/sh
postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash
";

    #[test]
    fn postgres_is_preferred_to_nobody() {
        assert_eq!(
            unprivileged(USERS),
            Some(Owner {
                uid: 101,
                gid: 104,
                is_other: true
            })
        );
        let without = USERS.lines().take(3).collect::<Vec<_>>().join("\n");
        assert_eq!(
            unprivileged(&without),
            Some(Owner {
                uid: 65534,
                gid: 65533,
                is_other: true
            })
        );
        assert_eq!(unprivileged("root:x:0:0::/root:/bin/sh\n"), None);
    }

    #[test]
    fn a_private_directory_above_is_out_of_reach() {
        let root = TempDir::new().unwrap();
        let inner = root.path().join("target");
        fs::create_dir(&inner).unwrap();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o700)).unwrap();
        // A user that owns nothing here.
        let stranger = Owner {
            uid: 3_000_000_000,
            gid: 3_000_000_000,
            is_other: true,
        };
        assert!(!stranger.can_reach(&inner));
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o711)).unwrap();
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(stranger.can_reach(&inner), stranger.can_reach(&std::env::temp_dir()));
    }
}
