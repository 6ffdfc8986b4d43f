//! What is said of a model reaches the pages: every option of `#[admin(…)]`, the same said with the builder, and what
//! the builder alone can say.

use std::collections::BTreeSet;

use fjango::App;
use fjango::admin::contract::{CountMode, Tone};
use fjango::admin::{Actor, Admin, AdminSite, FieldAccess, ModelAdmin, Policy};
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use fjango::testing::{TestApp, json};
use fjango_tests::{FreshDatabase, each_database};
use serde_json::Value as Json;

use super::paper::{chief, column, filter, read};
use super::support::{Browser, PASSWORD, open_with, user};

/// Where things lie.
#[model(app = "desk")]
pub struct Shelf {
    pub id: i64,
    #[field(max_length = 40)]
    pub name: String,
}

/// Of which everything is said with the attribute.
#[model(app = "desk", ordering = "id")]
#[admin(
    list_display(title, shelf__name, pages, price, note),
    link(note),
    editable(note),
    sum(price),
    sortable(title, note),
    list_filter(pages, shelf__name),
    search(title),
    search_help = "what it is called",
    ordering = ("-pages", "title"),
    page_sizes(2, 7),
    count = "exact",
    paging = "keyset",
    readonly(note),
    exclude(hidden),
    aside(made),
    inlines(FolioLeaf),
    repr(title, pages),
    duplicate,
    icon = "pen",
    group = "Stationery"
)]
pub struct Folio {
    pub id: i64,
    #[field(max_length = 40)]
    pub title: String,
    #[field(on_delete = "set_null")]
    pub shelf: Option<ForeignKey<Shelf>>,
    #[field(default = 0)]
    pub pages: i32,
    #[field(default = Decimal::new(0, 0))]
    pub price: Decimal,
    #[field(max_length = 40, default = "")]
    pub note: String,
    #[field(max_length = 40, default = "")]
    pub hidden: String,
    #[field(auto_now_add)]
    pub made: DateTime<Utc>,
    pub leaves: ReverseForeignKey<FolioLeaf>,
}

/// A leaf.
#[model(app = "desk", ordering = "id")]
pub struct FolioLeaf {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "leaves")]
    pub folio: ForeignKey<Folio>,
    #[field(max_length = 40)]
    pub text: String,
    #[field(on_delete = "set_null")]
    pub shelf: Option<ForeignKey<Shelf>>,
}

/// Of which everything is said with the builder.
#[model(app = "desk", ordering = "id")]
pub struct Scroll {
    pub id: i64,
    #[field(max_length = 40)]
    pub title: String,
    #[field(on_delete = "set_null")]
    pub shelf: Option<ForeignKey<Shelf>>,
    #[field(default = 0)]
    pub pages: i32,
    #[field(default = Decimal::new(0, 0))]
    pub price: Decimal,
    #[field(max_length = 40, default = "")]
    pub note: String,
    #[field(max_length = 40, default = "")]
    pub hidden: String,
    #[field(auto_now_add)]
    pub made: DateTime<Utc>,
    pub leaves: ReverseForeignKey<ScrollLeaf>,
}

/// A leaf.
#[model(app = "desk", ordering = "id")]
pub struct ScrollLeaf {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "leaves")]
    pub scroll: ForeignKey<Scroll>,
    #[field(max_length = 40)]
    pub text: String,
    #[field(on_delete = "set_null")]
    pub shelf: Option<ForeignKey<Shelf>>,
}

/// Of which another number of rows is said, and to filter by what is at the end of two relations.
#[model(app = "desk")]
#[admin(list_per_page = 30, list_filter(folio__shelf, folio__leaves))]
pub struct Slip {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub folio: ForeignKey<Folio>,
}

fn site(site: AdminSite) -> AdminSite {
    site.model(
        Admin::model::<Scroll>()
            .columns(|s| (s.title(), s.shelf().name(), s.pages(), s.price(), s.note()))
            .link(|s| s.note())
            .editable(|s| s.note())
            .sum(|s| s.price())
            .sortable(|s| (s.title(), s.note()))
            .filters(|s| (s.pages(), s.shelf().name()))
            .search(|s| s.title())
            .search_help("what it is called")
            .order(|s| (s.pages().desc(), s.title().asc()))
            .page_sizes([2, 7])
            .count(CountMode::Exact)
            .keyset()
            .readonly(|s| s.note())
            .exclude(|s| s.hidden())
            .layout(|form| {
                form.section("", |s| {
                    s.fields(|s| (s.title(), s.shelf(), s.pages(), s.price(), s.note()))
                })
                .aside(|s| s.made())
            })
            .inline::<ScrollLeaf>(|i| i)
            .repr(|scroll| format!("{} {}", scroll.title, scroll.pages))
            .duplicate()
            .icon("pen")
            .group("Stationery"),
    )
}

/// Nobody sees titles.
struct Untitled;

impl Policy for Untitled {
    fn field(&self, _: &Actor, _: &'static ModelMeta, field: &str) -> FieldAccess {
        if field == "title" {
            FieldAccess::Hidden
        } else {
            FieldAccess::Write
        }
    }
}

/// The site with three rows of each model, on one shelf.
async fn open(database: &FreshDatabase, said: fn(AdminSite) -> AdminSite) -> TestApp {
    let app = open_with(database, App::new().admin(said)).await;
    let shelf = Shelf::objects()
        .create(app.db(), ShelfCreate::new("upper"))
        .await
        .unwrap();
    for (title, pages, cents) in [("Ash", 2, 150), ("Birch", 9, 50), ("Cedar", 2, 300)] {
        let folio = FolioCreate {
            shelf: Some(shelf.id),
            pages: Some(pages),
            price: Some(Decimal::new(cents, 2)),
            ..FolioCreate::new(title)
        };
        Folio::objects().create(app.db(), folio).await.unwrap();
        let scroll = ScrollCreate {
            shelf: Some(shelf.id),
            pages: Some(pages),
            price: Some(Decimal::new(cents, 2)),
            ..ScrollCreate::new(title)
        };
        Scroll::objects().create(app.db(), scroll).await.unwrap();
    }
    app
}

/// What a column says of each row.
fn all(list: &Json, place: &str, member: &str) -> Json {
    let items = list
        .pointer(place)
        .and_then(Json::as_array)
        .cloned()
        .unwrap_or_default();
    items
        .iter()
        .map(|item| item.get(member).cloned().unwrap_or_default())
        .collect()
}

/// The columns of which something holds.
fn columns_that(schema: &Json, holds: &str) -> Json {
    let columns = schema["list"]["columns"].as_array().unwrap().iter();
    columns
        .filter(|column| column[holds] == true)
        .map(|column| column["f"].clone())
        .collect()
}

/// Each option, where it shows, and what must stand there; `model` has all of them but `list_per_page`.
async fn shown(browser: &Browser, model: &str) -> Vec<(&'static str, Json, Json)> {
    let schema = read(browser, &format!("/schema/{model}")).await;
    let list = read(browser, &format!("/m/{model}")).await;
    let found = read(browser, &format!("/m/{model}?q=ced&size=50")).await;
    let noted = read(browser, &format!("/m/{model}?q=nothing")).await;
    let site = read(browser, "/schema").await;
    let group = site["nav"].as_array().unwrap().iter().find(|group| {
        let items = group["items"].as_array().unwrap().iter();
        items.into_iter().any(|item| item["key"] == *model)
    });
    let form = &schema["form"];
    let ways: BTreeSet<_> = form["main"].to_string().split('"').map(str::to_owned).collect();
    let sortable: Json = {
        let columns = schema["list"]["columns"].as_array().unwrap().iter();
        columns
            .filter(|column| column["sort"] == true)
            .map(|column| column["f"].clone())
            .collect()
    };
    vec![
        (
            "list_display",
            all(&schema, "/list/columns", "f"),
            json!(["title", "shelf__name", "pages", "price", "note"]),
        ),
        ("link", columns_that(&schema, "link"), json!(["note"])),
        ("editable", json!(schema["list"]["columns"][4]["f"]), json!("note")),
        (
            "sum",
            json!(list["sums"].as_object().unwrap().keys().collect::<Vec<_>>()),
            json!(["price"]),
        ),
        ("sortable", sortable, json!(["title", "pages", "note"])),
        (
            "list_filter",
            all(&schema, "/list/filters", "f"),
            json!(["pages", "shelf__name"]),
        ),
        (
            "search",
            json!([column(&found, "title"), column(&noted, "title")]),
            json!([["Cedar"], []]),
        ),
        (
            "search_help",
            schema["list"]["search_help"].clone(),
            json!("what it is called"),
        ),
        (
            "ordering",
            json!([schema["list"]["order"], column(&list, "title")]),
            json!([["-pages", "title"], ["Birch", "Ash"]]),
        ),
        (
            "page_sizes",
            json!([schema["list"]["sizes"], list["page"]["size"]]),
            json!([[2, 7], 2]),
        ),
        ("count", schema["list"]["count"].clone(), json!("exact")),
        (
            "paging",
            json!([schema["list"]["paging"], list["page"].get("number")]),
            json!(["keyset", null]),
        ),
        ("readonly", schema["fields"]["note"]["readonly"].clone(), json!(true)),
        (
            "exclude",
            json!([ways.contains("hidden"), ways.contains("title")]),
            json!([false, true]),
        ),
        ("aside", form["aside"].clone(), json!(["made"])),
        (
            "inlines",
            json!(form["inlines"].as_object().unwrap().keys().collect::<Vec<_>>()),
            json!(["leaves"]),
        ),
        ("repr", all(&list, "/rows", "repr"), json!(["Birch 9", "Ash 2"])),
        (
            "duplicate",
            form["save"].clone(),
            json!(["stay", "another", "duplicate"]),
        ),
        (
            "icon",
            json!([schema["icon"], site["models"][model]["icon"]]),
            json!(["pen", "pen"]),
        ),
        (
            "group",
            group.map(|group| group["group"].clone()).unwrap_or_default(),
            json!("Stationery"),
        ),
    ]
}

each_database! {
    async fn every_option_of_the_attribute_shows(database: &FreshDatabase) {
        let app = open(database, |site| site).await;
        let chief = chief(&app).await;
        let mut shown = shown(&chief, "desk.folio").await;
        let slips = read(&chief, "/schema/desk.slip").await;
        let sizes = json!([slips["list"]["sizes"], read(&chief, "/m/desk.slip").await["page"]["size"]]);
        shown.push(("list_per_page", sizes, json!([[30, 50, 100], 30])));
        for (option, found, expected) in &shown {
            assert_eq!(found, expected, "{option}");
        }
        // An option that is added is added above.
        let facts = ModelAdmin::registered().into_iter().find(|facts| (facts.meta)().is(Folio::META)).unwrap();
        let facts = format!("{facts:#?}");
        let members = facts.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(": "));
        let members: BTreeSet<_> = members.map(|(name, _)| name).filter(|name| !name.starts_with(' ')).collect();
        let known: BTreeSet<_> = shown.iter().map(|(option, ..)| *option).chain(["meta"]).collect();
        assert_eq!(members, known);
    }

    async fn the_builder_says_the_same(database: &FreshDatabase) {
        let app = open(database, site).await;
        let chief = chief(&app).await;
        for (option, found, expected) in shown(&chief, "desk.scroll").await {
            assert_eq!(found, expected, "{option}");
        }
        let schema = async |model: &str| chief.get(&format!("/schema/{model}")).await.assert_status(200).text();
        let folio = schema("desk.folio").await.replace("folio", "scroll").replace("Folio", "Scroll");
        let folio = folio.replace("with the attribute", "with the builder");
        let [folio, scroll] = [folio, schema("desk.scroll").await].map(|text| {
            let mut schema: Json = serde_json::from_str(&text).unwrap();
            schema["rev"] = Json::Null;
            schema
        });
        assert_eq!(folio, scroll);
    }

    async fn a_cell_is_edited_where_it_is_said_and_may_be(database: &FreshDatabase) {
        // Above it is read only as well, which goes before.
        let said = |site: AdminSite| site.model(Admin::model::<Scroll>().editable(|s| (s.title(), s.price())).readonly(|s| s.price()));
        let app = open(database, said).await;
        let chief = chief(&app).await;
        assert_eq!(columns_that(&read(&chief, "/schema/desk.folio").await, "editable"), json!([]));
        assert_eq!(columns_that(&read(&chief, "/schema/desk.scroll").await, "editable"), json!(["title"]));
        let list = read(&chief, "/m/desk.scroll?sort=id").await;
        let change = |field: &str, value: &str| json!({"changes": [{"id": "1", "v": list["rows"][0]["v"], "set": {field: value}}]});
        let cells = async |body: Json| {
            let answer = chief.change("PATCH", "/m/desk.scroll/cells").json(&body).await.assert_status(200).value();
            answer["results"][0].clone()
        };
        assert!(cells(change("price", "9")).await["problem"].is_object());
        assert_eq!(cells(change("title", "Alder")).await["row"]["cells"]["title"], "Alder");
        assert_eq!(Scroll::objects().get(app.db(), 1).await.unwrap().title, "Alder");
    }

    async fn a_filter_leads_through_relations_to_the_rows_at_their_end(database: &FreshDatabase) {
        let app = open(database, |site| site).await;
        let chief = chief(&app).await;
        for folio in [1, 2] {
            FolioLeaf::objects().create(app.db(), FolioLeafCreate::new(folio, format!("leaf of {folio}"))).await.unwrap();
            Slip::objects().create(app.db(), SlipCreate::new(folio)).await.unwrap();
        }
        let schema = read(&chief, "/schema/desk.slip").await;
        assert_eq!(all(&schema, "/list/filters", "f"), json!(["folio__shelf", "folio__leaves"]));
        assert_eq!(schema["fields"]["folio__shelf"]["type"], "relation");
        // The picker offers rows of the model that the way ends at.
        let options = read(&chief, "/rel/desk.slip/folio__leaves").await;
        let ids: Vec<_> = options["options"].as_array().unwrap().iter().map(|option| option["repr"].clone()).collect();
        assert_eq!(ids, [json!("Folio leaf #1"), json!("Folio leaf #2")], "{options}");
        let rows = async |conditions: Json| read(&chief, &format!("/m/desk.slip?{}", filter(conditions))).await["rows"].clone();
        assert_eq!(all(&rows(json!({"folio__leaves": {"in": ["2"]}})).await, "", "id"), json!(["2"]));
        assert_eq!(all(&rows(json!({"folio__shelf": {"in": ["1"]}})).await, "", "id"), json!(["2", "1"]));
    }

    async fn rows_of_an_inline_point_at_others_though_their_model_has_no_list(database: &FreshDatabase) {
        let app = open(database, |site| site).await;
        let chief = chief(&app).await;
        let inline = &read(&chief, "/schema/desk.folio").await["form"]["inlines"]["leaves"];
        assert_eq!((&inline["model"], &inline["fields"]["shelf"]["type"]), (&json!("desk.folioleaf"), &json!("relation")), "{inline}");
        chief.get("/m/desk.folioleaf").await.assert_status(404);
        let options = read(&chief, "/rel/desk.folioleaf/shelf").await;
        assert_eq!(options["options"], json!([{"id": "1", "repr": "upper"}]));
        chief.get("/rel/desk.folioleaf/text").await.assert_status(404);
        user(&app, "clerk", |user| user.is_staff = Some(true)).await;
        Browser::signed_in(&app, "clerk").await.get("/rel/desk.folioleaf/shelf").await.assert_status(403);
    }

    async fn the_name_of_a_row_leaves_out_what_one_may_not_see(database: &FreshDatabase) {
        let app = open(database, |site| site.policy(Untitled)).await;
        Slip::objects().create(app.db(), SlipCreate::new(2)).await.unwrap();
        let chief = chief(&app).await;
        // `repr(title, pages)`
        assert_eq!(all(&read(&chief, "/m/desk.folio?size=3").await, "/rows", "repr"), json!(["9", "2", "2"]));
        assert_eq!(read(&chief, "/m/desk.folio/2").await["repr"], "9");
        assert_eq!(column(&read(&chief, "/m/desk.slip").await, "folio"), [json!({"id": "2", "repr": "9"})]);
        assert_eq!(read(&chief, "/rel/desk.slip/folio?ids=2").await["options"][0]["repr"], "9");
        // Nor is it searched for, and who searches is told so.
        assert_eq!(read(&chief, "/search?q=Birch").await["groups"], json!([]));
        assert_eq!(read(&chief, "/schema").await["models"]["desk.folio"]["search"], false);
        assert_eq!(read(&chief, "/schema/desk.folio").await["list"]["search"], false);
    }

    async fn what_only_the_builder_says_shows_as_well(database: &FreshDatabase) {
        // It begins with what the attribute says.
        let said = |site: AdminSite| site.model(
            Admin::model::<Folio>()
                .label(|f| f.pages(), "Leaves")
                .help(|f| f.pages(), "Counted by hand.")
                .unit(|f| (f.pages(), f.price()), "EUR")
                .widget(|f| f.title(), "textarea")
                .empty("nothing")
                .link(|f| f.title())
                .sortable(|f| f.shelf().name())
                .view("thick", "Thick", json!({"pages": {"gt": "5"}}))
                .view("thin", "Thin", json!({"pages": {"lte": "5"}}))
                .view("thick", "Very thick", json!({"and": [{"pages": {"gt": "5"}}, {"shelf__name": {"eq": "upper"}}]}))
                .view_url(|folio| format!("/folios/{}", folio.title))
                .shown_if(|f| f.note(), |f| f.pages(), 9)
                .computed("loud", "Loud", |folio| folio.title.to_uppercase())
                .annotated("double", "Double", |f| f.pages() + f.pages()),
        );
        let app = open(database, said).await;
        let chief = chief(&app).await;
        let schema = read(&chief, "/schema/desk.folio").await;
        let pages = &schema["fields"]["pages"];
        assert_eq!((&pages["label"], &pages["help"], &pages["unit"]), (&json!("Leaves"), &json!("Counted by hand."), &json!("EUR")));
        assert_eq!(schema["list"]["columns"][2]["label"], "Leaves");
        assert_eq!(schema["list"]["filters"][0]["label"], "Leaves");
        assert_eq!(schema["fields"]["price"]["unit"], "EUR");
        assert_eq!(schema["fields"]["title"]["widget"], "textarea");
        assert_eq!(schema["fields"]["note"]["visible_if"], json!({"pages": {"eq": 9}}));
        assert_eq!(schema["list"]["empty"], "nothing");
        assert_eq!(columns_that(&schema, "link"), json!(["title", "note"]), "the attribute's as well");
        assert!(columns_that(&schema, "sort").as_array().unwrap().contains(&json!("shelf__name")), "{schema}");
        assert_eq!(all(&schema, "/list/columns", "computed"), json!([null, null, null, null, null, true, true]));
        assert_eq!(schema["view_url"], true);
        assert_eq!(schema["list"]["search_help"], "what it is called");

        let views = &schema["list"]["views"];
        assert_eq!((all(views, "", "key"), all(views, "", "label")), (json!(["thin", "thick"]), json!(["Thin", "Very thick"])));
        let titles = async |query: &str| column(&read(&chief, &format!("/m/desk.folio?size=9&{query}")).await, "title");
        assert_eq!(titles("").await, ["Birch", "Ash", "Cedar"]);
        assert_eq!(titles("view=thick").await, ["Birch"]);
        assert_eq!(titles("view=thin").await, ["Ash", "Cedar"]);
        assert_eq!(titles("view=thin&q=ced").await, ["Cedar"]);
        chief.get("/m/desk.folio?view=thickest").await.assert_status(400);
        assert_eq!(read(&chief, "/m/desk.folio/count?view=thin").await["n"], 2);

        let row = read(&chief, "/m/desk.folio?view=thick").await["rows"][0].clone();
        assert_eq!(row["url"], "/folios/Birch");
        assert_eq!((&row["cells"]["loud"], &row["cells"]["double"]), (&json!("BIRCH"), &json!(18)));
        assert_eq!(read(&chief, "/m/desk.folio/2").await["url"], "/folios/Birch");
    }

    async fn a_site_says_where_one_is_and_what_it_has(database: &FreshDatabase) {
        let said = |site: AdminSite| site.title("Desk").environment("Staging 2", Tone::Warn).without::<Folio>().path("/back/office");
        let app = open(database, said).await;
        let mut browser = Browser::at(&app, "/back/office");
        let before = read(&browser, "/session").await;
        let place = json!({"label": "Staging 2", "tone": "warn"});
        assert_eq!((&before["title"], &before["env"]), (&json!("Desk"), &place), "also to who is not signed in yet");
        user(&app, "root", |user| { user.is_staff = Some(true); user.is_superuser = Some(true); }).await;
        browser.sign_in("root", PASSWORD).await.assert_status(200);
        let site = read(&browser, "/schema").await;
        assert_eq!((&site["site"]["title"], &site["site"]["env"], &site["site"]["site_url"]), (&json!("Desk"), &place, &json!("/")));
        assert!(site["models"].get("desk.slip").is_some() && site["models"].get("desk.folio").is_none(), "{site}");
        assert!(!site["nav"].to_string().contains("desk.folio"), "{site}");
        browser.get("/schema/desk.folio").await.assert_status(404);
        browser.get("/m/desk.folio").await.assert_status(404);
        // What leads to it is shown, and nothing of its rows but their keys.
        let slips = read(&browser, "/schema/desk.slip").await;
        assert_eq!((slips["fields"]["folio"].get("to"), slips["fields"]["folio"].get("open")), (None, None), "{slips}");
        assert_eq!(read(&browser, "/search?q=Birch").await["groups"], json!([]));
    }
}
