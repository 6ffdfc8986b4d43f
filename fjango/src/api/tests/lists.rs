use actix_web::http::Method;
use actix_web::test::TestRequest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fjango_tests::{FreshDatabase, each_database};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use serde_json::{Value as JsonValue, json};

use super::support::{BY_CURSOR, BY_OFFSET, BY_PAGE, Site, api};
use crate::api::filter;
use crate::api::paginate::{Page, PageSizes};
use crate::http::Config;

each_database! {
    async fn lists_pages_with_links(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let first = site.get("/api/books").await;
        assert_eq!(first.status, 200);
        assert_eq!(first.body["count"], 5);
        assert_eq!(first.body["next"], "http://localhost/api/books?page=2");
        assert_eq!(first.body["previous"], JsonValue::Null);
        assert_eq!(first.link, "<http://localhost/api/books?page=2>; rel=\"next\"");
        assert_eq!(
            first.body["results"][0],
            json!({"id": 1, "title": "Red", "year": 2001, "in_print": true, "author": 1,
                   "created": "2026-01-01T00:00:00Z", "readers": [1, 2]})
        );
        assert_eq!(first.body["results"][1]["readers"], json!([1]));
        let last = site.get("/api/books?page=3&title__contains=").await;
        assert_eq!(last.body["previous"], "http://localhost/api/books?title__contains=&page=2");
        assert_eq!(Site::ids(&last), [4]);
        let offset = site.get("/api/offset?limit=3&offset=1").await;
        assert_eq!(offset.body["next"], "http://localhost/api/offset?limit=3&offset=4");
        assert_eq!(offset.body["previous"], "http://localhost/api/offset?limit=3&offset=0");
        let beyond = site.get("/api/offset?limit=2&offset=1000").await;
        assert_eq!(beyond.body["previous"], "http://localhost/api/offset?limit=2&offset=4");
    }
}

each_database! {
    async fn walks_cursors_both_ways_over_nulls(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        for (ordering, expected) in [
            ("", vec![1, 3, 5, 2, 4]),
            ("?ordering=year", vec![2, 4, 5, 1, 3]),
            // The first place of a name decides.
            ("?ordering=year,-year", vec![2, 4, 5, 1, 3]),
            ("?ordering=-author__name,title", vec![4, 3, 5, 2, 1]),
        ] {
            let mut seen = Vec::new();
            let mut answer = site.get(&format!("/api/cursor{ordering}")).await;
            loop {
                seen.extend(Site::ids(&answer));
                let Some(next) = answer.body["next"].as_str().map(str::to_owned) else {
                    break;
                };
                answer = site.get(&next).await;
            }
            assert_eq!(seen, expected, "{ordering}");
            let mut back = Site::ids(&answer);
            while let Some(previous) = answer.body["previous"].as_str().map(str::to_owned) {
                answer = site.get(&previous).await;
                let mut page = Site::ids(&answer);
                page.extend(back);
                back = page;
            }
            assert_eq!(back, expected, "{ordering} backward");
        }
    }
}

each_database! {
    async fn filters_searches_and_orders(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        site.check_ids("/api/offset?author=2&limit=9", &[3, 5, 4]).await;
        site.check_ids("/api/offset?year__isnull=true&ordering=title", &[2, 4])
            .await;
        site.check_ids("/api/offset?title__icontains=RED&ordering=title", &[4, 1])
            .await;
        site.check_ids("/api/offset?created__gte=2026-01-04T00:00:00Z", &[5, 4])
            .await;
        site.check_ids("/api/offset?created__day__lt=3", &[1, 2]).await;
        site.check_ids("/api/offset?author__name__istartswith=b&year=2001", &[3])
            .await;
        site.check_ids("/api/offset?readers=1", &[1, 3]).await;
        site.check_ids("/api/offset?search=bob+re&ordering=title", &[4, 3])
            .await;
        site.check_ids("/api/offset?ordering=-title", &[1, 5]).await;
    }
}

each_database! {
    async fn filters_by_parts_of_values(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        for (query, expected) in [
            ("data__has_keys=owner,n", vec![1]),
            ("data__has_any_keys=n,x", vec![1]),
            (r#"data__contains={"n":1}"#, vec![1]),
            (r#"data__contained_by={"owner":{"name":5},"x":1}"#, vec![2]),
            (r#"data={"owner":{"name":5}}"#, vec![2]),
            ("data__isnull=true", vec![3]),
            ("data__owner__name=Ann", vec![1]),
            ("data__owner__name__istartswith=a", vec![1]),
            ("data__owner__name__gte=4.5", vec![2]),
            (r#"data__owner__name="5""#, vec![]),
            ("data__owner__name__in=Ann,5", vec![1, 2]),
            ("at__hour__range=1,22", vec![1]),
            ("day__week=1", vec![2, 3]),
            ("day__iso_year__in=2024,2026", vec![1, 3]),
            ("day__quarter__gt=3", vec![3]),
            ("day__year__lte=2024", vec![1]),
            ("price__range=1.5,2", vec![1, 2]),
            ("code__in=67e55044-10b1-426f-9247-bb680e5fe0c9", vec![2]),
        ] {
            let query = query.replace('"', "%22").replace('{', "%7B").replace('}', "%7D");
            let mut found = Site::ids(&site.get(&format!("/api/notes?limit=9&{query}")).await);
            found.sort_unstable();
            assert_eq!(found, expected, "{query}");
        }
        site.check_ids("/api/offset?created__date=2026-01-03", &[3]).await;
        site.check_status("/api/notes?data__owner=1", 400).await;
        site.check_status("/api/notes?data__owner__name__regex=a", 400).await;
    }

    async fn whatever_a_filter_is_given_has_an_answer(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let document = api().openapi();
        let mut parameters = 0;
        for path in ["/api/books", "/api/notes"] {
            for parameter in document["paths"][path]["get"]["parameters"].as_array().unwrap() {
                parameters += 1;
                let name = parameter["name"].as_str().unwrap();
                // What is documented is understood, and what is wrong is the client's mistake.
                for value in [
                    "", "x", "null", "-1", "0", "99999999999999999999999", "1e400", "1,2", "1,2,3", ",", "true",
                    "%5B", "%5B1%5D", "%7B%22a%22:1%7D", "%22%5Cu0000%22", "%22%5Cud800%22", "2026-01-01", "0000-00-00", "25:00",
                    "2026-02-30T00:00:00Z", "%F0%9F%8E%89", "'; DROP TABLE shop_book; --", "%25", "NaN",
                ] {
                    let value = value.replace(' ', "+");
                    let answer = site.get(&format!("{path}?{name}={value}")).await;
                    // A number that SQLite cannot hold exactly is 422.
                    assert!([200, 400, 404, 422].contains(&answer.status.as_u16()), "{name}={value}: {}", answer.body);
                    if answer.status == 400 {
                        assert_eq!(answer.body["parameter"], name, "{}", answer.body);
                    }
                }
            }
        }
        assert!(parameters > 100, "{parameters}");
    }
}

each_database! {
    async fn refuses_what_it_does_not_know_by_name(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        for (query, parameter) in [
            ("nonsense=1", "nonsense"),
            ("in_print=true", "in_print"),
            ("author__secret__startswith=a", "author__secret__startswith"),
            ("title__regex=(a*)*", "title__regex"),
            ("author=1&author=2", "author"),
            ("author=x", "author"),
            ("author=99999999999999999999", "author"),
            ("created__year=99999999999", "created__year"),
            ("ordering=in_print", "ordering"),
            ("ordering=", "ordering"),
            ("page=0", "page"),
            ("page=-1", "page"),
            ("page=99999999999999999999", "page"),
            ("page_size=101", "page_size"),
            ("limit=1", "limit"),
        ] {
            let body = site.check_status(&format!("/api/books?{query}"), 400).await;
            assert_eq!(body["parameter"], parameter, "{body}");
            assert_eq!(body["type"], "https://fjango.dev/problems/invalid-query");
        }
        let next = site.get("/api/cursor").await.body["next"].as_str().unwrap().to_owned();
        for uri in [
            "/api/cursor?cursor=x".to_owned(),
            "/api/cursor?cursor=e30".to_owned(),
            format!("{next}&ordering=title"),
            "/api/books/1?expand=all".to_owned(),
        ] {
            site.check_status(&uri, 400).await;
        }
        for (method, uri) in [
            (Method::POST, "/api/books?expand=all"),
            (Method::PUT, "/api/books/1?expand=all"),
            (Method::PATCH, "/api/books/1?expand=all"),
            (Method::DELETE, "/api/books/1?expand=all"),
        ] {
            let answer = site.with(method, uri, serde_json::json!({"title": "x"})).await;
            assert_eq!((answer.status.as_u16(), &answer.body["parameter"]), (400, &"expand".into()), "{uri}");
        }
        site.check_status("/api/books?page=2147483647", 200).await;
    }
}

proptest! {
    /// Whatever stands in a query string is read or refused; a cursor too.
    #[test]
    fn any_query_string_has_an_answer(
        query in "((author|year__range|created__hour|search|ordering|cursor|page_size)=)?.{0,60}(&.{0,20})?",
        values in proptest::collection::vec("null|-?[0-9]{1,30}|\"[a-z0-9:-]{0,30}\"|\\[\\]|true", 0..4),
    ) {
        for api in [&BY_PAGE, &BY_OFFSET, &BY_CURSOR] {
            if let Ok(list) = filter::read(api, &query) {
                let page = Page::read(api, PageSizes::default(), &list);
                prop_assert!(page.is_err() || page.unwrap().offset() <= i64::MAX as u64);
            }
        }
        let text = format!(r#"{{"o":"-year,id","b":true,"v":[{}]}}"#, values.join(","));
        let query = format!("cursor={}", URL_SAFE_NO_PAD.encode(text));
        let list = filter::read(&BY_CURSOR, &query).unwrap();
        if let Ok(page) = Page::read(&BY_CURSOR, PageSizes::default(), &list) {
            prop_assert_eq!(values.len(), 2);
            prop_assert!(page.condition(&list.order).is_some());
        }
    }
}

#[actix_web::test]
async fn links_lead_to_where_the_client_is() {
    let database = fjango_tests::fresh_database(fjango_tests::Kind::Sqlite);
    let trusted = Config {
        trusted_proxies: vec!["10.0.0.1".parse().unwrap()],
        allowed_hosts: vec!["localhost".to_owned(), "site.example".to_owned()],
        ..Config::default()
    };
    let site = Site::on(&database, trusted, false).await;
    for (peer, origin) in [
        ("10.0.0.1:4711", "https://site.example"),
        ("10.0.0.2:4711", "http://localhost"),
    ] {
        let request = TestRequest::get()
            .uri("/api/books")
            .peer_addr(peer.parse().unwrap())
            .insert_header(("x-forwarded-proto", "https"))
            .insert_header(("x-forwarded-host", "site.example"));
        let answer = site.send(request).await;
        assert_eq!(answer.link, format!("<{origin}/api/books?page=2>; rel=\"next\""));
        assert_eq!(answer.body["next"], format!("{origin}/api/books?page=2"));
    }
}
