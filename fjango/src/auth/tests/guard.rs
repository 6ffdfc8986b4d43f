use super::support::{PASSWORD, auth, count, database, run, user};
use crate::auth::{Access, CurrentUser, Error, authenticate, sync_permissions};
use crate::db::Db;
use crate::schema::registry;

fn current(id: i64) -> CurrentUser {
    CurrentUser {
        id,
        username: "ada".to_owned(),
        is_staff: false,
        is_superuser: false,
    }
}

async fn grant(db: &Db, table: &str, owner: &str, id: i64, codename: &str) {
    let sql = format!(
        "INSERT INTO {table} ({owner}_id, permission_id) SELECT {id}, id FROM auth_permission WHERE codename = '{codename}'"
    );
    assert_eq!(run(db, &sql).await, 1);
}

#[tokio::test]
async fn every_model_gets_four_permissions_once() {
    let db = database().await;
    let models = registry::models().len();
    assert_eq!(sync_permissions(&db).await.unwrap(), models * 5);
    assert_eq!(sync_permissions(&db).await.unwrap(), 0);
    assert_eq!(
        count(&db, "SELECT count(*) FROM auth_permission").await,
        models as i64 * 4
    );
    run(&db, "DELETE FROM auth_permission WHERE codename = 'view_user'").await;
    assert_eq!(sync_permissions(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn permissions_come_directly_or_through_groups() {
    let db = database().await;
    sync_permissions(&db).await.unwrap();
    let (ada, ben) = (user(&db, "ada").await, user(&db, "ben").await);
    run(&db, "INSERT INTO auth_group (id, name) VALUES (9, 'editors')").await;
    run(
        &db,
        &format!("INSERT INTO auth_user_groups (user_id, group_id) VALUES ({ada}, 9)"),
    )
    .await;
    grant(&db, "auth_user_user_permissions", "user", ada, "view_user").await;
    grant(&db, "auth_group_permissions", "group", 9, "change_group").await;

    let cases = [
        ("auth.view_user", true),
        ("auth.change_group", true),
        ("auth.change_user", false),
        ("blog.view_user", false),
        ("view_user", false),
        ("", false),
    ];
    for (permission, expected) in cases {
        assert_eq!(
            current(ada).has_permission(&db, permission).await.unwrap(),
            expected,
            "{permission}"
        );
        assert!(
            !current(ben).has_permission(&db, permission).await.unwrap(),
            "{permission}"
        );
    }
    let superuser = CurrentUser {
        is_superuser: true,
        ..current(ben)
    };
    assert!(superuser.has_permission(&db, "anything.at_all").await.unwrap());
}

#[tokio::test]
async fn guards_let_pass_whom_they_name() {
    let db = database().await;
    let plain = current(1);
    let staff = CurrentUser {
        is_staff: true,
        ..current(2)
    };
    let superuser = CurrentUser {
        is_superuser: true,
        ..current(3)
    };
    let users = [None, Some(&plain), Some(&staff), Some(&superuser)];
    let permission = Access::Permission("blog.add_post".to_owned());
    let cases = [
        (Access::Anyone, [true, true, true, true]),
        (Access::Authenticated, [false, true, true, true]),
        (Access::Staff, [false, false, true, true]),
        (Access::Superuser, [false, false, false, true]),
        (permission, [false, false, false, true]),
    ];
    for (access, expected) in cases {
        for (user, passes) in users.into_iter().zip(expected) {
            match access.check(&db, user).await {
                Ok(()) => assert!(passes, "{access:?} {user:?}"),
                Err(Error::NotAuthenticated) => assert!(!passes && user.is_none(), "{access:?} {user:?}"),
                Err(Error::PermissionDenied { .. }) => assert!(!passes && user.is_some(), "{access:?} {user:?}"),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[tokio::test]
async fn the_header_names_an_active_user() {
    let db = database().await;
    let id = user(&db, "ada").await;
    let auth = auth();
    let pair = auth.login(&db, "ada", PASSWORD).await.unwrap();
    assert_eq!(authenticate(&auth, &db, None).await.unwrap(), None);
    for header in [format!("Bearer {}", pair.access), format!("bearer  {} ", pair.access)] {
        assert_eq!(
            authenticate(&auth, &db, Some(&header)).await.unwrap(),
            Some(current(id))
        );
    }
    let wrong = [
        String::new(),
        "Bearer".to_owned(),
        "Basic YTpi".to_owned(),
        pair.access.clone(),
        format!("Bearer {}", pair.refresh),
        format!("Bearer {}x", pair.access),
    ];
    for header in wrong {
        let result = authenticate(&auth, &db, Some(&header)).await;
        assert!(
            matches!(result, Err(Error::InvalidToken { .. })),
            "{header}: {result:?}"
        );
    }
    run(&db, "UPDATE auth_user SET is_active = FALSE").await;
    assert!(
        authenticate(&auth, &db, Some(&format!("Bearer {}", pair.access)))
            .await
            .is_err()
    );
}
