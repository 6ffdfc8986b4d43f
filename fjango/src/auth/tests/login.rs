use futures_util::future::join_all;

use super::support::{PASSWORD, auth, count, database, run, user};
use crate::auth::{
    Cost, Error, PasswordHasher, PasswordIssue, TokenKind, User, create_superuser, create_user, random_password,
    set_password,
};
use crate::orm::Model;

fn is_refused<T: std::fmt::Debug>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::InvalidToken { .. }))
}

#[tokio::test]
async fn login_gives_tokens_of_the_user() {
    let db = database().await;
    let id = user(&db, "ada").await;
    let pair = auth().login(&db, "ada", PASSWORD).await.unwrap();
    let claims = auth().tokens().read(TokenKind::Access, &pair.access).unwrap();
    assert_eq!(claims.user_id().unwrap(), id);
    assert_eq!((pair.token_type.as_str(), pair.expires_in), ("Bearer", 300));
    let row = User::objects()
        .filter(|u| u.username().eq("ada"))
        .get_one(&db)
        .await
        .unwrap();
    assert!(row.last_login.is_some());
}

#[tokio::test]
async fn every_wrong_login_is_the_same_error() {
    let db = database().await;
    user(&db, "ada").await;
    user(&db, "gone").await;
    user(&db, "odd").await;
    run(&db, "UPDATE auth_user SET is_active = FALSE WHERE username = 'gone'").await;
    run(&db, "UPDATE auth_user SET password = 'md5$x$y' WHERE username = 'odd'").await;
    let long = "x".repeat(151);
    let attempts = [
        ("ada", "wrong"),
        ("gone", PASSWORD),
        ("nobody", PASSWORD),
        ("odd", PASSWORD),
        ("", ""),
        ("a\0da", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        (long.as_str(), PASSWORD),
    ];
    for (username, password) in attempts {
        let result = auth().login(&db, username, password).await;
        assert!(
            matches!(result, Err(Error::InvalidCredentials)),
            "{username:?}: {result:?}"
        );
    }
    assert_eq!(count(&db, "SELECT count(*) FROM auth_refreshtoken").await, 0);
}

#[tokio::test]
async fn a_user_who_comes_from_django_is_moved_to_argon2_at_login() {
    let db = database().await;
    let id = user(&db, "ada").await;
    let django = "pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=";
    run(&db, &format!("UPDATE auth_user SET password = '{django}'")).await;
    let stored = async || {
        User::objects()
            .get(&db, id)
            .await
            .unwrap()
            .password
            .encoded()
            .to_owned()
    };
    let refused = auth().login(&db, "ada", "wrong").await;
    assert!(matches!(refused, Err(Error::InvalidCredentials)), "{refused:?}");
    assert_eq!(stored().await, django, "a wrong password changes nothing");
    auth().login(&db, "ada", "lètmein").await.unwrap();
    assert!(stored().await.starts_with("argon2$argon2id$"), "{}", stored().await);
    auth().login(&db, "ada", "lètmein").await.unwrap();
}

#[tokio::test]
async fn a_weak_hash_is_replaced_at_login() {
    let db = database().await;
    user(&db, "ada").await;
    let strong = PasswordHasher::new(Cost {
        memory_kib: 128,
        passes: 2,
        lanes: 1,
    });
    let auth = auth().with_passwords(strong.clone());
    auth.login(&db, "ada", PASSWORD).await.unwrap();
    let row = User::objects()
        .filter(|u| u.username().eq("ada"))
        .get_one(&db)
        .await
        .unwrap();
    assert!(
        row.password
            .encoded()
            .starts_with("argon2$argon2id$v=19$m=128,t=2,p=1$"),
        "{}",
        row.password.encoded()
    );
    assert!(!strong.needs_rehash(row.password.encoded()));
    auth.login(&db, "ada", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_refresh_token_works_once_and_its_reuse_revokes_the_family() {
    let db = database().await;
    user(&db, "ada").await;
    let auth = auth();
    let first = auth.login(&db, "ada", PASSWORD).await.unwrap();
    let elsewhere = auth.login(&db, "ada", PASSWORD).await.unwrap();
    let second = auth.refresh(&db, &first.refresh).await.unwrap();
    let third = auth.refresh(&db, &second.refresh).await.unwrap();
    assert!(is_refused(auth.refresh(&db, &first.refresh).await), "used before");
    assert!(
        is_refused(auth.refresh(&db, &third.refresh).await),
        "its family is revoked"
    );
    auth.refresh(&db, &elsewhere.refresh)
        .await
        .expect("another login is another family");
}

#[tokio::test]
async fn of_concurrent_refreshes_one_succeeds() {
    let db = database().await;
    user(&db, "ada").await;
    let auth = auth();
    let pair = auth.login(&db, "ada", PASSWORD).await.unwrap();
    let results = join_all((0..16).map(|_| auth.refresh(&db, &pair.refresh))).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.into_iter().filter(Result::is_err).all(is_refused));
    assert_eq!(
        count(&db, "SELECT count(*) FROM auth_refreshtoken WHERE NOT revoked").await,
        0
    );
}

#[tokio::test]
async fn refreshing_needs_an_issued_token_of_an_active_user() {
    let db = database().await;
    let id = user(&db, "ada").await;
    let auth = auth();
    let pair = auth.login(&db, "ada", PASSWORD).await.unwrap();
    let (unknown, _) = auth.tokens().sign(TokenKind::Refresh, id).unwrap();
    assert!(is_refused(auth.refresh(&db, &unknown).await));
    assert!(is_refused(auth.refresh(&db, &pair.access).await));
    run(&db, "UPDATE auth_user SET is_active = FALSE").await;
    assert!(is_refused(auth.refresh(&db, &pair.refresh).await));
    run(&db, "UPDATE auth_user SET is_active = TRUE").await;
    assert!(is_refused(auth.refresh(&db, &pair.refresh).await));
}

#[tokio::test]
async fn logout_ends_a_family() {
    let db = database().await;
    user(&db, "ada").await;
    let auth = auth();
    let pair = auth.login(&db, "ada", PASSWORD).await.unwrap();
    auth.logout(&db, &pair.refresh).await.unwrap();
    assert!(is_refused(auth.refresh(&db, &pair.refresh).await));
}

#[tokio::test]
async fn accounts_are_made_with_a_checked_password() {
    let db = database().await;
    let password = random_password();
    create_superuser(&db, "admin", "admin@example.com", &password)
        .await
        .unwrap();
    let row = User::objects()
        .filter(|u| u.username().eq("admin"))
        .get_one(&db)
        .await
        .unwrap();
    assert!(row.is_superuser && row.is_staff && row.is_active);
    assert_eq!((row.email.as_str(), row.first_name.as_str()), ("admin@example.com", ""));
    auth().login(&db, "admin", &password).await.unwrap();

    let again = create_user(&db, "admin", "", &password).await;
    assert!(matches!(again, Err(Error::UsernameTaken)), "{again:?}");
    let weak = create_user(&db, "ada", "", "password1").await;
    assert!(
        matches!(&weak, Err(Error::WeakPassword { issues }) if *issues == [PasswordIssue::Common]),
        "{weak:?}"
    );
    for username in ["", " ", "a b", "a\0"] {
        let result = create_user(&db, username, "", &password).await;
        assert!(matches!(result, Err(Error::InvalidUsername { .. })), "{username:?}");
    }

    set_password(&db, "admin", "another horse battery").await.unwrap();
    assert!(auth().login(&db, "admin", &password).await.is_err());
    auth().login(&db, "admin", "another horse battery").await.unwrap();
}

#[tokio::test]
async fn a_user_in_a_log_or_a_response_shows_no_hash() {
    let db = database().await;
    user(&db, "ada").await;
    let mut row = User::objects().get_one(&db).await.unwrap();
    let shown = format!("{row:?} {}", serde_json::to_string(&row).unwrap());
    assert!(shown.contains("ada") && !shown.contains("argon2"), "{shown}");
    row.save(&db).await.unwrap();
    auth()
        .login(&db, "ada", PASSWORD)
        .await
        .expect("saving a row keeps its hash");
}
