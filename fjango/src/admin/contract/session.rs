use chrono::{DateTime, Utc};

use super::contract;

contract! {
    /// `GET session`, and the answer to `POST login` and `POST reauth`: who is signed in, and until when.
    pub struct Session {
        /// Who.
        pub user: SessionUser,
        /// What every change must send as `X-CSRF-Token`.
        pub csrf: String,
        /// When the session ends if nothing more is asked.
        pub expires: DateTime<Utc>,
        /// Until when dangerous actions need no password again.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub reauth_until: Option<DateTime<Utc>>,
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
    }

    /// `POST reauth`.
    #[serde(deny_unknown_fields)]
    pub struct Reauth {
        /// The password of who is signed in.
        pub password: String,
    }
}
