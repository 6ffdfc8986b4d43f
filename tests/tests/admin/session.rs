//! Signing in: who gets in, what ends it, and what a forged request gets.

use fjango::App;
use fjango::admin::session::{AdminAttempt, AdminAttemptPatch, AdminSession, AdminSessionPatch};
use fjango::auth::{User, UserPatch, set_password};
use fjango::prelude::*;
use fjango::testing::{TestApp, assert_queries, json};
use fjango_tests::{FreshDatabase, each_database};
use futures_util::future::join_all;

use super::support::{Browser, PASSWORD, open, open_with, staff, user};

async fn change_user(app: &TestApp, user: &User, patch: UserPatch) {
    let own = User::objects().filter(|other| other.id().eq(user.id));
    assert_eq!(own.update(app.db(), patch).await.unwrap(), 1);
}

async fn change_session(app: &TestApp, patch: AdminSessionPatch) {
    assert_eq!(AdminSession::objects().update(app.db(), patch).await.unwrap(), 1);
}

each_database! {
    async fn staff_gets_a_session_and_only_its_hash_is_kept(database: &FreshDatabase) {
        let app = open(database).await;
        let ann = user(&app, "ann", |user| {
            user.is_staff = Some(true);
            user.first_name = Some("Ann".to_owned());
        }).await;
        let mut browser = Browser::new(&app);
        let before = browser.get("/session").await.assert_status(200).value();
        assert_eq!(before, json!({"title": "Fjord Store"}));
        browser.get("/schema").await.assert_status(401);

        let answer = browser.sign_in("ann", PASSWORD).await.assert_status(200);
        let cookie = answer.header("set-cookie").unwrap();
        assert!(cookie.starts_with("fj_admin=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let told = answer.value();
        assert_eq!(told["user"], json!({"id": ann.id.to_string(), "name": "Ann", "username": "ann", "superuser": false}));
        assert!(told["reauth_until"].is_string() && told.get("next").is_none());

        browser.get("/schema").await.assert_status(200);
        let session = browser.get("/session").await.assert_status(200).value();
        assert_eq!(session["session"]["csrf"], told["csrf"]);
        let row = AdminSession::objects().first(app.db()).await.unwrap().unwrap();
        let token = browser.cookie.clone().unwrap().replace("fj_admin=", "");
        assert!(!format!("{row:?}").contains(&token), "{row:?}");
        assert!(!format!("{row:?}").contains(told["csrf"].as_str().unwrap()));
        assert!(User::objects().get(app.db(), ann.id).await.unwrap().last_login.is_some());
    }

    async fn who_may_not_enter_is_told_why_or_nothing(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        user(&app, "bob", |_| ()).await;
        user(&app, "gone", |user| { user.is_staff = Some(true); user.is_active = Some(false); }).await;
        let mut browser = Browser::new(&app);
        let wrong = browser.sign_in("ann", "wrong").await.assert_status(401).value();
        assert_eq!(wrong["code"], "bad_credentials");
        let unknown = browser.sign_in("nobody", PASSWORD).await.assert_status(401).value();
        let inactive = browser.sign_in("gone", PASSWORD).await.assert_status(401).value();
        assert_eq!((&unknown, &inactive), (&wrong, &wrong), "all the same");
        assert_eq!(browser.sign_in("bob", PASSWORD).await.assert_status(403).value()["code"], "forbidden");
        assert!(AdminSession::objects().all(app.db()).await.unwrap().is_empty());
    }

    async fn bad_input_is_refused_and_breaks_nothing(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        let mut browser = Browser::new(&app);
        for username in ["ann\0", "", "   ", "'; DROP TABLE auth_user; --", "ä\u{202e}", &"x".repeat(100_000)] {
            browser.sign_in(username, "x").await.assert_status(401);
        }
        browser.sign_in("ann", &"x\0".repeat(50_000)).await.assert_status(401);
        for body in [json!({}), json!([]), json!({"username": 1, "password": 2}),
            json!({"username": "ann", "password": PASSWORD, "is_staff": true})] {
            let status = browser.post("/login").json(&body).await.status();
            assert!(matches!(status, 400 | 422), "{body}: {status}");
        }
        browser.post("/login").body("application/json", "{").await.assert_status(400);
        let form = format!("username=ann&password={PASSWORD}");
        browser.post("/login").body("application/x-www-form-urlencoded", form.clone()).await.assert_status(415);
        browser.post("/login").body("text/plain", form).await.assert_status(415);
        for cookie in ["fj_admin", "fj_admin=", "fj_admin=x", "=; ;;=", "fj_admin=ä", &format!("fj_admin={}", "A".repeat(43))] {
            let told = app.get("/admin/api/session").header("cookie", cookie).await.assert_status(200).value();
            assert!(told["session"].is_null(), "{cookie}");
        }
        // The name that only HTTPS may use is not believed over HTTP.
        browser.sign_in("ann", PASSWORD).await.assert_status(200);
        let cookie = browser.cookie.clone().unwrap().replace("fj_admin", "__Host-fj_admin");
        app.get("/admin/api/schema").header("cookie", &cookie).await.assert_status(401);
    }

    async fn a_change_must_come_from_a_page_of_the_site_and_know_its_token(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        let browser = Browser::signed_in(&app, "ann").await;
        let other = Browser::signed_in(&app, "ann").await;
        let bare = || browser.with_cookie(app.post("/admin/api/reauth")).json(&json!({"password": PASSWORD}));
        let known = || bare().header("x-csrf-token", &browser.csrf);
        known().header("sec-fetch-site", "same-origin").await.assert_status(200);
        known().header("origin", "http://localhost").await.assert_status(200);
        for (name, value) in [
            ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("sec-fetch-site", "none"),
            ("sec-fetch-site", ""), ("origin", "http://evil.example"), ("origin", "null"), ("origin", "https://localhost"),
            ("origin", "http://localhost:81"), ("referer", "http://localhost/admin"),
        ] {
            let refused = known().header(name, value).await.assert_status(403).value();
            assert_eq!(refused["code"], "csrf", "{name}: {value}");
            // Signing in and out may not be forged either.
            let login = json!({"username": "ann", "password": PASSWORD});
            app.post("/admin/api/login").json(&login).header(name, value).await.assert_status(403);
            app.post("/admin/api/logout").header(name, value).await.assert_status(403);
        }
        // What the browser says of the page's place goes before `Origin`, which an extension may write.
        let both = known().header("sec-fetch-site", "cross-site").header("origin", "http://localhost");
        both.await.assert_status(403);
        for token in ["", "x", &other.csrf, &browser.csrf[1..], "ä"] {
            let refused = bare().header("sec-fetch-site", "same-origin").header("x-csrf-token", token);
            assert_eq!(refused.await.assert_status(403).value()["code"], "csrf", "{token}");
        }
        let text = browser.post("/reauth").body("text/plain", format!("{{\"password\":\"{PASSWORD}\"}}"));
        text.await.assert_status(415);
    }

    async fn signing_in_again_makes_a_new_session_and_ends_the_old(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        let mut browser = Browser::signed_in(&app, "ann").await;
        let old = browser.clone();
        browser.sign_in("ann", PASSWORD).await.assert_status(200);
        assert_ne!(browser.cookie, old.cookie);
        assert_ne!(browser.csrf, old.csrf);
        assert!(browser.is_in().await && !old.is_in().await);
        old.get("/schema").await.assert_status(401);
    }

    async fn signing_out_ends_it_on_the_server(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        let browser = Browser::signed_in(&app, "ann").await;
        let other = Browser::signed_in(&app, "ann").await;
        let unknown = browser.post("/logout").header("x-csrf-token", "x").await;
        unknown.assert_status(403);
        assert!(browser.is_in().await);
        let gone = browser.post("/logout").await.assert_status(204);
        assert!(gone.header("set-cookie").unwrap().ends_with("Max-Age=0"));
        assert!(!browser.is_in().await && other.is_in().await);
        browser.get("/schema").await.assert_status(401);
        // Out is out: to ask again is no error.
        browser.post("/logout").await.assert_status(204);
    }

    async fn a_session_ends_at_once_with_what_it_stood_on(database: &FreshDatabase) {
        let app = open(database).await;
        let ann = staff(&app, "ann").await;
        let browser = Browser::signed_in(&app, "ann").await;
        let patch = |staff, active| UserPatch { is_staff: Some(staff), is_active: Some(active), ..UserPatch::default() };
        change_user(&app, &ann, patch(false, true)).await;
        assert!(!browser.is_in().await);
        browser.get("/schema").await.assert_status(403);
        change_user(&app, &ann, patch(true, false)).await;
        browser.get("/schema").await.assert_status(401);
        change_user(&app, &ann, patch(true, true)).await;
        browser.get("/schema").await.assert_status(200);
        set_password(app.db(), "ann", "another horse battery").await.unwrap();
        assert!(!browser.is_in().await);
        browser.get("/schema").await.assert_status(401);
        let mut browser = Browser::new(&app);
        browser.sign_in("ann", "another horse battery").await.assert_status(200);
        User::objects().filter(|user| user.id().eq(ann.id)).delete(app.db()).await.unwrap();
        browser.get("/schema").await.assert_status(401);
    }

    async fn a_session_ends_when_nobody_uses_it_and_in_any_case(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        let browser = Browser::signed_in(&app, "ann").await;
        let seen = |ago| AdminSessionPatch { last_seen: Some(Utc::now() - ago), ..AdminSessionPatch::default() };
        change_session(&app, seen(Duration::hours(7))).await;
        browser.get("/schema").await.assert_status(200);
        let row = AdminSession::objects().first(app.db()).await.unwrap().unwrap();
        assert!(Utc::now() - row.last_seen < Duration::minutes(1), "the request was noted");
        change_session(&app, seen(Duration::hours(8))).await;
        browser.get("/schema").await.assert_status(401);
        let over = AdminSessionPatch {
            last_seen: Some(Utc::now()),
            expires: Some(Utc::now()),
            ..AdminSessionPatch::default()
        };
        change_session(&app, over).await;
        browser.get("/schema").await.assert_status(401);
        // The next who signs in sweeps up.
        Browser::signed_in(&app, "ann").await;
        assert_eq!(AdminSession::objects().count(app.db()).await.unwrap(), 1);
    }

    async fn wrong_passwords_are_counted_also_when_they_come_at_once(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        staff(&app, "bob").await;
        let guesses = (0..30).map(|_| {
            let mut browser = Browser::new(&app);
            async move { browser.sign_in("ann", "guess").await.status() }
        });
        let statuses = join_all(guesses).await;
        let of = |status: u16| statuses.iter().filter(|other| **other == status).count();
        assert_eq!((of(401), of(429)), (10, 20), "{statuses:?}");
        let mut browser = Browser::new(&app);
        let right = browser.sign_in(" ANN", PASSWORD).await.assert_status(429);
        let wait: u64 = right.header("retry-after").unwrap().parse().unwrap();
        assert!((800..=900).contains(&wait), "{wait}");
        assert_eq!(right.value()["code"], "too_many");
        // Others from the same address are let in, and what they do right is not counted.
        for _ in 0..60 {
            browser.sign_in("bob", PASSWORD).await.assert_status(200);
        }
        let past = AdminAttemptPatch { since: Some(Utc::now() - Duration::minutes(16)), ..AdminAttemptPatch::default() };
        AdminAttempt::objects().update(app.db(), past).await.unwrap();
        browser.sign_in("ann", PASSWORD).await.assert_status(200);
        // A right one forgives the wrong ones before.
        for _ in 0..3 {
            for _ in 0..8 {
                browser.sign_in("ann", "guess").await.assert_status(401);
            }
            browser.sign_in("ann", PASSWORD).await.assert_status(200);
        }
        // One address may not try the names of everybody.
        let mut last = 0;
        for number in 0..60 {
            last = browser.sign_in(&format!("name{number}"), "x").await.status();
        }
        assert_eq!(last, 429);
    }

    async fn guesses_at_an_unknown_account_are_answered_and_stopped_alike(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        let mut answers = Vec::new();
        for name in ["ann", "nobody"] {
            let mut browser = Browser::new(&app);
            let mut statuses = Vec::new();
            for _ in 0..11 {
                statuses.push(browser.sign_in(name, "guess").await.status());
            }
            let last = browser.sign_in(name, PASSWORD).await;
            let wait: u64 = last.header("retry-after").unwrap().parse().unwrap();
            assert!((800..=900).contains(&wait), "{wait}");
            let mut problem = last.problem();
            problem["request_id"] = json!(null);
            answers.push((statuses, last.status(), problem));
        }
        assert_eq!(answers[0].0, [401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 429]);
        assert_eq!(answers[0], answers[1]);
        assert!(answers[0].2["type"].as_str().unwrap().ends_with("/too-many-requests"), "{}", answers[0].2);
    }

    async fn who_signed_in_with_a_browser_is_not_locked_out_of_it_by_others_guesses(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        staff(&app, "bob").await;
        let answer = Browser::new(&app).sign_in("ann", PASSWORD).await.assert_status(200);
        let device = answer.headers().into_iter().filter(|(name, _)| *name == "set-cookie").nth(1).unwrap().1.to_owned();
        let device = device.split(';').next().unwrap();
        for _ in 0..12 {
            Browser::new(&app).sign_in("ann", "guess").await;
        }
        let sign_in = |name: &'static str, password: &'static str, cookie: &str| {
            let request = app.post("/admin/api/login").json(&json!({"username": name, "password": password}));
            request.header("sec-fetch-site", "same-origin").header("cookie", cookie)
        };
        sign_in("ann", PASSWORD, "").await.assert_status(429);
        sign_in("ann", PASSWORD, "fj_admin_device=made-up").await.assert_status(429);
        sign_in("ann", PASSWORD, device).await.assert_status(200);
        // It is hers alone, and she is not let to guess on either.
        for _ in 0..10 {
            sign_in("bob", "guess", device).await.assert_status(401);
            sign_in("ann", "guess", device).await.assert_status(401);
        }
        sign_in("bob", PASSWORD, device).await.assert_status(429);
        sign_in("ann", PASSWORD, device).await.assert_status(429);
    }

    async fn a_token_that_a_browser_was_given_by_somebody_else_is_not_taken_over(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        staff(&app, "eve").await;
        // One made up, and one that belongs to who planted it.
        let planted = Browser::signed_in(&app, "eve").await;
        let made_up = format!("fj_admin={}", "A".repeat(43));
        for cookie in [made_up, planted.cookie.clone().unwrap()] {
            let mut browser = Browser::new(&app);
            browser.cookie = Some(cookie.clone());
            browser.sign_in("ann", PASSWORD).await.assert_status(200);
            assert_ne!(browser.cookie.as_deref(), Some(cookie.as_str()));
            assert_eq!(browser.get("/session").await.value()["session"]["user"]["username"], "ann");
            let mut planter = Browser::new(&app);
            planter.cookie = Some(cookie);
            assert!(!planter.is_in().await, "nor is the old one left");
        }
    }

    async fn the_password_again_makes_dangerous_things_possible_for_a_while(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        let browser = Browser::signed_in(&app, "ann").await;
        let past = AdminSessionPatch { confirmed: Some(Utc::now() - Duration::minutes(10)), ..AdminSessionPatch::default() };
        change_session(&app, past).await;
        let session = browser.get("/session").await.value();
        assert!(session["session"].get("reauth_until").is_none());
        browser.post("/reauth").json(&json!({"password": "wrong"})).await.assert_status(401);
        let told = browser.post("/reauth").json(&json!({"password": PASSWORD})).await.assert_status(200).value();
        assert!(told["reauth_until"].is_string());
        assert!(browser.get("/session").await.value()["session"]["reauth_until"].is_string());
        Browser::new(&app).post("/reauth").json(&json!({"password": PASSWORD})).await.assert_status(401);
    }

    async fn what_is_dangerous_asks_for_the_password_again(database: &FreshDatabase) {
        let app = open(database).await;
        let root = user(&app, "root", |user| { user.is_superuser = Some(true); user.is_staff = Some(true); }).await;
        let other = staff(&app, "other").await;
        let browser = Browser::signed_in(&app, "root").await;
        let past = AdminSessionPatch { confirmed: Some(Utc::now() - Duration::minutes(11)), ..AdminSessionPatch::default() };
        change_session(&app, past).await;
        let body = json!({"selection": {"ids": [other.id.to_string()]}, "form": {"password": "a whole new password"}});
        let act = "/m/auth.user/actions/password";
        let refused = browser.post(act).json(&body).await.assert_status(403).value();
        assert_eq!(refused["code"], "reauth", "{refused}");
        assert_eq!(User::objects().get(app.db(), other.id).await.unwrap().password, other.password);
        browser.post("/reauth").json(&json!({"password": PASSWORD})).await.assert_status(200);
        browser.post(act).json(&body).await.assert_status(200);
        assert_ne!(User::objects().get(app.db(), other.id).await.unwrap().password, other.password);
        assert_eq!(User::objects().get(app.db(), root.id).await.unwrap().password, root.password);
    }

    async fn use_does_not_lengthen_a_session_beyond_its_absolute_limit(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        let browser = Browser::signed_in(&app, "ann").await;
        let ends = async || AdminSession::objects().first(app.db()).await.unwrap().unwrap().expires;
        let before = ends().await;
        let seen = AdminSessionPatch { last_seen: Some(Utc::now() - Duration::hours(2)), ..AdminSessionPatch::default() };
        change_session(&app, seen).await;
        assert!(browser.is_in().await);
        browser.post("/reauth").json(&json!({"password": PASSWORD})).await.assert_status(200);
        assert_eq!(ends().await, before);
    }

    async fn a_request_costs_a_statement_for_the_session_and_one_for_permissions(database: &FreshDatabase) {
        let app = open(database).await;
        staff(&app, "ann").await;
        user(&app, "root", |user| { user.is_superuser = Some(true); user.is_staff = Some(true); }).await;
        let (ann, root) = (Browser::signed_in(&app, "ann").await, Browser::signed_in(&app, "root").await);
        assert_queries!(2, ann.get("/session").await.assert_status(200));
        assert_queries!(1, root.get("/session").await.assert_status(200));
        assert_queries!(0, Browser::new(&app).get("/session").await.assert_status(200));
    }

    async fn signing_in_leads_on_only_inside_the_admin(database: &FreshDatabase) {
        let app = open_with(database, App::new().admin(|site| site.path("/back/office"))).await;
        staff(&app, "ann").await;
        for (next, expected) in [
            (json!("/back/office/m/blog.post?sort=-id"), json!("/back/office/m/blog.post?sort=-id")),
            (json!("//evil.example"), json!(null)), (json!("https://evil.example/back/office"), json!(null)),
            (json!("/back/office/../../api"), json!(null)), (json!("/elsewhere"), json!(null)),
        ] {
            let login = json!({"username": "ann", "password": PASSWORD, "next": next});
            let request = app.post("/back/office/api/login").json(&login).header("sec-fetch-site", "same-origin");
            assert_eq!(request.await.assert_status(200).value()["next"], expected, "{next}");
        }
        app.get("/admin/api/session").await.assert_status(404);
    }
}
