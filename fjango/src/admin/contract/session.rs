use chrono::{DateTime, Utc};

use super::{Environment, contract};

contract! {
    /// `GET session`: what everybody may know of the site, and who is signed in, if anybody. It is never an error to ask.
    pub struct Entrance {
        /// The site's title.
        pub title: String,
        /// Which environment this is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub env: Option<Environment>,
        /// Who is signed in; absent when nobody is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub session: Option<Session>,
    }

    /// The answer to `POST login` and `POST reauth`: who is signed in, and until when.
    pub struct Session {
        /// Who.
        pub user: SessionUser,
        /// What every change must send as `X-CSRF-Token`.
        pub csrf: String,
        /// When the session ends if nothing more is asked.
        pub expires: DateTime<Utc>,
        /// Until when dangerous actions need no password again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reauth_until: Option<DateTime<Utc>>,
        /// Of `POST login`: where to go on, when the request said it and it is a path of this admin.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub next: Option<String>,
    }

    /// Who is signed in.
    pub struct SessionUser {
        /// The key.
        pub id: String,
        /// What is shown: the full name, else the username.
        pub name: String,
        /// What the user signs in with.
        pub username: String,
        /// Whether everything may be done.
        pub superuser: bool,
    }

    /// `POST login`.
    #[serde(deny_unknown_fields)]
    pub struct Login {
        /// The username.
        pub username: String,
        /// The password.
        pub password: String,
        /// Where the user wanted to go: a path of this site.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub next: Option<String>,
    }

    /// `POST reauth`.
    #[serde(deny_unknown_fields)]
    pub struct Reauth {
        /// The password of who is signed in.
        pub password: String,
    }
}
