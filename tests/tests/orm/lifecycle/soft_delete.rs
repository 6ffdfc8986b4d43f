use fjango::App;
use fjango::db::{ConstraintKind, Db, Tx};
use fjango::migrate::state::ProjectState;
use fjango::migrate::{Graph, MakeOptions, Migration, Operation, detect};
use fjango::orm::{Error, Event, Hooks, Result, count};
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use fjango::testing::{TestApp, assert_queries, json};
use fjango_tests::{FreshDatabase, each_database};

use super::fresh;

/// A shop, whose deleted rows stay.
#[model(app = "lifecycle", soft_delete, ordering = "id")]
pub struct Shop {
    /// The key.
    pub id: i64,
    /// How it is called.
    #[field(unique)]
    pub name: String,
    /// When it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// What it sells.
    pub goods: ReverseForeignKey<Good>,
}

/// A label, whose deleted rows stay.
#[model(app = "lifecycle", soft_delete, ordering = "id")]
pub struct Label {
    /// The key.
    pub id: i64,
    /// What it says.
    pub text: String,
    /// When it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// What is sold; it goes with its shop and comes back with it.
#[model(app = "lifecycle", soft_delete, hooks, ordering = "id", unique(shop, name))]
#[api(path = "/goods", read = "anyone", write = "authenticated", filter(name), order(id))]
pub struct Good {
    /// The key.
    pub id: i64,
    /// How it is called.
    pub name: String,
    /// Where it is sold.
    #[field(on_delete = "cascade", related_name = "goods")]
    pub shop: ForeignKey<Shop>,
    /// What is on it.
    #[field(related_name = "goods")]
    pub labels: ManyToMany<Label>,
    /// How often it was written.
    #[field(version)]
    pub version: i32,
    /// When it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

impl Hooks for Good {
    async fn before_delete(&self, _: &Tx) -> Result<()> {
        match self.name.as_str() {
            "kept" => Err(Error::Query {
                model: "Good",
                reason: "is kept",
            }),
            _ => Ok(()),
        }
    }

    async fn after_save(&self, event: &Event<Self>, tx: &Tx) -> Result<()> {
        if event
            .changes()
            .is_some_and(|changes| changes.contains(|g| g.deleted_at()))
        {
            Label::objects().create(tx, LabelCreate::new("restored")).await?;
        }
        Ok(())
    }
}

/// A visit, which is never deleted softly.
#[model(app = "lifecycle", ordering = "id")]
pub struct Visit {
    /// The key.
    pub id: i64,
    /// Where to.
    #[field(on_delete = "cascade", related_name = "visits")]
    pub shop: ForeignKey<Shop>,
    /// Whose favourite it became.
    #[field(on_delete = "set_null", related_name = "favoured")]
    pub favourite: Option<ForeignKey<Good>>,
}

/// A contract, which keeps its shop.
#[model(app = "lifecycle", soft_delete)]
pub struct Contract {
    /// The key.
    pub id: i64,
    /// With whom.
    #[field(on_delete = "restrict", related_name = "contracts")]
    pub shop: ForeignKey<Shop>,
    /// When it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

async fn shop(db: &Db, name: &str) -> Shop {
    Shop::objects().create(db, ShopCreate::new(name)).await.unwrap()
}

async fn good(db: &Db, name: &str, shop: &Shop) -> Good {
    Good::objects()
        .create(db, GoodCreate::new(name, shop.id))
        .await
        .unwrap()
}

/// A future that may move between threads.
fn sent<F: Future + Send>(future: F) -> F {
    future
}

each_database! {
    async fn a_deleted_row_stays_out_of_sight(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let (mut tea, book) = (shop(db, "tea").await, shop(db, "book").await);
        assert_queries!(2, sent(Label::objects().create(db, LabelCreate::new("x"))).await.unwrap().delete(db).await.unwrap());
        let all = Shop::objects();
        sent(tea.delete(db)).await.unwrap();
        assert!(tea.delete(db).await.unwrap_err().is_does_not_exist());
        assert!(tea.save(db).await.unwrap_err().is_does_not_exist());
        assert!(all.get(db, tea.id).await.unwrap_err().is_does_not_exist());
        assert_eq!((all.count(db).await.unwrap(), all.exists(db).await.unwrap()), (1, true));
        assert_eq!(all.values(db, |s| s.name()).await.unwrap(), ["book"]);
        assert_eq!(all.aggregate(db, |_| count()).await.unwrap(), 1);
        assert!(all.clone().filter(|s| s.name().eq("tea")).first(db).await.unwrap().is_none());
        assert_eq!(all.update(db, ShopPatch { name: Some("books".into()) }).await.unwrap(), 1);
        let twice = all.clone().union(Shop::objects().filter(|s| s.name().eq("tea")));
        assert_eq!(twice.count(db).await.unwrap(), 1);
        assert!(all.clone().limit(5).filter(|s| s.name().eq("tea")).first(db).await.unwrap().is_none());

        let deleted = all.clone().only_deleted().all(db).await.unwrap();
        assert_eq!(deleted.iter().map(|s| (s.id, s.deleted_at.is_some())).collect::<Vec<_>>(), [(tea.id, true)]);
        assert_eq!(all.clone().with_deleted().count(db).await.unwrap(), 2);
        let mut stored = all.clone().with_deleted().get(db, tea.id).await.unwrap();
        // Who has a deleted row in hand may write it; it stays deleted.
        stored.name = "tea and more".into();
        stored.deleted_at = Some(Utc::now());
        stored.save(db).await.unwrap();
        assert_eq!(all.clone().only_deleted().values(db, |s| s.name()).await.unwrap(), ["tea and more"]);

        sent(tea.restore(db)).await.unwrap();
        assert_eq!(all.get(db, tea.id).await.unwrap().deleted_at, None);
        tea.restore(db).await.unwrap();
        sent(tea.hard_delete(db)).await.unwrap();
        assert!(tea.restore(db).await.unwrap_err().is_does_not_exist());
        assert_eq!(all.with_deleted().all(db).await.unwrap().iter().map(|s| s.id).collect::<Vec<_>>(), [book.id]);
    }

    async fn relations_do_not_lead_to_deleted_rows(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let (tea, book) = (shop(db, "tea").await, shop(db, "book").await);
        let (cup, pot) = (good(db, "cup", &tea).await, good(db, "pot", &tea).await);
        let labels = Label::objects().bulk_create(db, ["new", "old"].map(LabelCreate::new)).await.unwrap();
        cup.related(|g| g.labels()).add(db, [labels[0].id, labels[1].id]).await.unwrap();
        let visit = Visit::objects().create(db, VisitCreate { favourite: Some(cup.id), ..VisitCreate::new(tea.id) }).await.unwrap();
        labels[1].delete(db).await.unwrap();
        pot.delete(db).await.unwrap();

        // Many-to-many, both ways.
        assert_eq!(cup.related(|g| g.labels()).objects().values(db, |l| l.text()).await.unwrap(), ["new"]);
        let shown = Good::objects().prefetch_related(|g| g.labels()).all(db).await.unwrap();
        assert_eq!(shown[0].labels.loaded().unwrap().len(), 1);
        let by_label = |text: &'static str| Good::objects().filter(move |g| g.labels().any(|l| l.text().eq(text)));
        assert_eq!((by_label("new").count(db).await.unwrap(), by_label("old").count(db).await.unwrap()), (1, 0));
        assert_eq!(labels[1].goods().count(db).await.unwrap(), 1, "a deleted row in hand has its relations");
        let all = Good::objects().prefetch_related(|g| g.labels().with(|l| l.with_deleted())).all(db).await.unwrap();
        assert_eq!(all[0].labels.loaded().unwrap().len(), 2);

        // The way back of a foreign key.
        assert_eq!(tea.goods().values(db, |g| g.name()).await.unwrap(), ["cup"]);
        let shops = Shop::objects().prefetch_related(|s| s.goods()).all(db).await.unwrap();
        assert_eq!(shops[0].goods.loaded().unwrap().len(), 1);
        let selling = |name: &'static str| Shop::objects().filter(move |s| s.goods().any(|g| g.name().eq(name)));
        assert_eq!((selling("cup").count(db).await.unwrap(), selling("pot").count(db).await.unwrap()), (1, 0));
        let only_cups = Shop::objects().filter(|s| s.goods().all(|g| g.name().eq("cup")));
        assert_eq!(only_cups.count(db).await.unwrap(), 2);
        let counted = Shop::objects().annotate(|s| s.goods().rows().subquery(|_| count())).all(db).await.unwrap();
        assert_eq!(counted.iter().map(|(_, goods)| goods.unwrap()).collect::<Vec<_>>(), [1, 0]);
        assert_eq!(Shop::objects().filter_by("goods__name", "pot").unwrap().count(db).await.unwrap(), 0);

        // Forward: the key is there, the row is not.
        cup.delete(db).await.unwrap();
        let visits = Visit::objects().select_related(|v| (v.favourite(), v.shop())).all(db).await.unwrap();
        let favourite = visits[0].favourite.as_ref().unwrap();
        assert_eq!((*favourite.key(), favourite.get().is_none(), visits[0].shop.get().is_some()), (cup.id, true, true));
        let of = |name: &'static str| Visit::objects().filter(move |v| v.favourite().name().eq(name));
        assert_eq!(of("cup").count(db).await.unwrap(), 0);
        let not_of = Visit::objects().exclude(|v| v.favourite().name().eq("cup"));
        assert_eq!(not_of.count(db).await.unwrap(), 1);
        tea.delete(db).await.unwrap();
        let visits = Visit::objects().select_related(|v| v.shop()).all(db).await.unwrap();
        assert_eq!((visits.len(), *visits[0].shop.key(), visits[0].shop.get().is_none()), (1, tea.id, true));
        assert_eq!(Visit::objects().filter(|v| v.shop().name().eq("tea")).count(db).await.unwrap(), 0);
        assert_eq!(Visit::objects().exclude(|v| v.shop().name().eq("book")).count(db).await.unwrap(), 1);
        assert_eq!(Visit::objects().get(db, visit.id).await.unwrap().shop.key(), &tea.id);
        let _ = book;
    }

    async fn what_cascades_and_can_be_marked_goes_along_and_comes_back(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let (mut tea, book) = (shop(db, "tea").await, shop(db, "book").await);
        let (cup, pot) = (good(db, "cup", &tea).await, good(db, "pot", &tea).await);
        good(db, "novel", &book).await;
        let visit = Visit::objects().create(db, VisitCreate { favourite: Some(cup.id), ..VisitCreate::new(tea.id) }).await.unwrap();
        pot.delete(db).await.unwrap();
        let plan = Shop::objects().filter(|s| s.id().eq(tea.id)).deletion(db).await.unwrap();
        let planned: Vec<_> = plan.rows().map(|(meta, keys)| (meta.name, keys.len())).collect();
        assert_eq!(planned, [("Shop", 1), ("Good", 1)]);
        tea.delete(db).await.unwrap();
        assert_eq!(Good::objects().values(db, |g| g.name()).await.unwrap(), ["novel"]);
        // What cannot be marked stays, and goes on pointing at the row.
        let kept = Visit::objects().get(db, visit.id).await.unwrap();
        assert_eq!((*kept.shop.key(), kept.favourite.map(|favourite| *favourite.key())), (tea.id, Some(cup.id)));

        tea.restore(db).await.unwrap();
        // The pot was deleted before, by itself.
        assert_eq!(Good::objects().values(db, |g| g.name()).await.unwrap(), ["cup", "novel"]);
        let counted = Shop::objects().delete_collected(db).await.unwrap();
        assert_eq!(counted.by_model, [("lifecycle.Good".to_owned(), 2), ("lifecycle.Shop".to_owned(), 2)]);
        assert_eq!(Shop::objects().only_deleted().restore(db).await.unwrap(), 2);
        assert_eq!(Good::objects().count(db).await.unwrap(), 2);
        assert_eq!(sent(Shop::objects().delete(db)).await.unwrap(), 2);
        assert_eq!((Shop::objects().count(db).await.unwrap(), Good::objects().count(db).await.unwrap()), (0, 0));
        assert_eq!(Shop::objects().filter(|s| s.name().eq("tea")).restore(db).await.unwrap(), 1);
        assert_eq!(Good::objects().values(db, |g| g.name()).await.unwrap(), ["cup"]);

        // For good: the database's own rules.
        assert_eq!(Shop::objects().with_deleted().hard_delete(db).await.unwrap(), 2);
        assert_eq!(Good::objects().with_deleted().count(db).await.unwrap(), 0);
        assert_eq!(Visit::objects().count(db).await.unwrap(), 0);
    }

    async fn a_row_that_must_stay_forbids_it(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let tea = shop(db, "tea").await;
        good(db, "cup", &tea).await;
        let contract = Contract::objects().create(db, ContractCreate::new(tea.id)).await.unwrap();
        let refused = tea.delete(db).await.unwrap_err();
        assert!(matches!(&refused, Error::Protected { model: "Shop", blockers } if blockers[0].model.name == "Contract"), "{refused:?}");
        assert!(matches!(Shop::objects().delete(db).await, Err(Error::Protected { .. })));
        assert_eq!((Shop::objects().count(db).await.unwrap(), Good::objects().count(db).await.unwrap()), (1, 1));
        contract.delete(db).await.unwrap();
        tea.delete(db).await.unwrap();
        // A real deletion is refused by rows that are only marked, too.
        let refused = tea.hard_delete(db).await.unwrap_err();
        assert!(matches!(refused, Error::Protected { .. }), "{refused:?}");
        contract.hard_delete(db).await.unwrap();
        tea.hard_delete(db).await.unwrap();
    }

    async fn unique_values_are_free_again(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let mut tea = shop(db, "tea").await;
        let cup = good(db, "cup", &tea).await;
        let taken = Shop::objects().create(db, ShopCreate::new("tea")).await.unwrap_err();
        assert!(matches!(&taken, Error::Integrity { kind: ConstraintKind::Unique, fields, .. } if fields == &["name"]));
        let taken = Good::objects().create(db, GoodCreate::new("cup", tea.id)).await.unwrap_err();
        assert!(matches!(&taken, Error::Integrity { kind: ConstraintKind::Unique, fields, .. } if fields == &["shop", "name"]), "{taken:?}");
        cup.delete(db).await.unwrap();
        good(db, "cup", &tea).await;
        tea.delete(db).await.unwrap();
        let (again, created) = Shop::objects().filter(|s| s.name().eq("tea"))
            .get_or_create(db, || ShopCreate::new("tea")).await.unwrap();
        assert!(created && again.id != tea.id);
        let refused = tea.restore(db).await.unwrap_err();
        assert!(matches!(refused, Error::Integrity { kind: ConstraintKind::Unique, .. }), "{refused:?}");
        assert_eq!(Shop::objects().only_deleted().count(db).await.unwrap(), 1);
        let upserted = Shop::objects().bulk_upsert(db, [ShopCreate::new("tea")], |s| s.name(), |s| s.name()).await.unwrap();
        assert_eq!(upserted[0].id, again.id);
        assert!(Shop::objects().bulk_create_ignore(db, [ShopCreate::new("tea")]).await.unwrap().is_empty());
    }

    async fn hooks_and_versions_go_with_it(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let tea = shop(db, "tea").await;
        let kept = good(db, "kept", &tea).await;
        assert!(matches!(kept.delete(db).await, Err(Error::Query { reason: "is kept", .. })));
        let mut cup = good(db, "cup", &tea).await;
        let stale = Good::objects().get(db, cup.id).await.unwrap();
        cup.name = "mug".into();
        cup.save(db).await.unwrap();
        assert!(sent(stale.delete(db)).await.unwrap_err().is_conflict());
        cup.delete(db).await.unwrap();
        sent(cup.restore(db)).await.unwrap();
        assert_eq!((cup.version, cup.deleted_at), (4, None));
        cup.name = "cup".into();
        cup.save(db).await.unwrap();
        assert_eq!(Label::objects().values(db, |l| l.text()).await.unwrap(), ["restored"]);
    }

    async fn the_api_keeps_what_it_deletes(database: &FreshDatabase) {
        let app = TestApp::with(App::new(), fresh(database).await).await;
        let db = app.db();
        let ann = app.force_login(&app.create_superuser("ann").await);
        let (tea, gone) = (shop(db, "tea").await, shop(db, "gone").await);
        gone.delete(db).await.unwrap();
        let labels = Label::objects().bulk_create(db, ["new", "old"].map(LabelCreate::new)).await.unwrap();
        let body = json!({"name": "cup", "shop": tea.id, "labels": [labels[0].id, labels[1].id]});
        let cup = ann.post("/api/goods").json(&body).await.assert_status(201).value();
        let address = format!("/api/goods/{}", cup["id"]);
        labels[1].delete(db).await.unwrap();
        assert_eq!(ann.get(&address).await.assert_status(200).value()["labels"], json!([labels[0].id]));
        for body in [json!({"shop": gone.id}), json!({"labels": [labels[1].id]})] {
            let refused = ann.patch(&address).json(&body).await.assert_status(422).value();
            assert_eq!(refused["errors"][0]["code"], "does_not_exist", "{body}");
        }
        let read_only = ann.patch(&address).json(&json!({"deleted_at": null})).await.assert_status(422).value();
        assert_eq!(read_only["errors"][0]["code"], "read_only");
        ann.delete(&address).await.assert_status(204);
        ann.delete(&address).await.assert_status(404);
        ann.get(&address).await.assert_status(404);
        ann.patch(&address).json(&json!({"name": "mug"})).await.assert_status(404);
        assert_eq!(ann.get("/api/goods").await.assert_status(200).value()["count"], 0);
        assert_eq!(Good::objects().only_deleted().count(db).await.unwrap(), 1);
    }
}

/// The same table before and after `soft_delete`.
mod plain {
    use super::*;

    /// A page without a trash.
    #[model(app = "toggling", unique(folder, title))]
    pub struct Page {
        /// The key.
        pub id: i64,
        /// Its address.
        #[field(unique)]
        pub slug: String,
        /// Where it is.
        pub folder: String,
        /// How it is called.
        pub title: String,
    }
}

mod kept {
    use super::*;

    /// A page with a trash.
    #[model(app = "toggled", unique(folder, title), soft_delete)]
    pub struct Page {
        /// The key.
        pub id: i64,
        /// Its address.
        #[field(unique)]
        pub slug: String,
        /// Where it is.
        pub folder: String,
        /// How it is called.
        pub title: String,
        /// When it was deleted.
        pub deleted_at: Option<DateTime<Utc>>,
    }
}

/// The state that asks for one model, in the same app whatever the struct says.
fn state(meta: &'static ModelMeta) -> ProjectState {
    let mut state = ProjectState::from_models(&[meta]);
    let mut model = state.models.pop_first().expect("a model").1;
    model.app = "toggling".to_owned();
    model.table = "toggling_page".to_owned();
    state.models.insert(model.label(), model);
    state
}

fn next(history: &[Migration], wanted: &ProjectState) -> Vec<Migration> {
    let graph = Graph::new(history.iter().cloned()).expect("a history");
    detect(&graph, wanted, &MakeOptions::default()).expect("the next migration")
}

#[test]
fn makemigrations_sees_it_come_and_go() {
    let (plain, kept) = (state(plain::Page::META), state(kept::Page::META));
    let mut history = next(&[], &plain);
    let on = next(&history, &kept);
    assert_eq!(on.len(), 1);
    assert!(on[0].operations.contains(&Operation::AlterSoftDelete {
        model: "Page".into(),
        soft_delete: true
    }));
    let partial = r#""toggling_page_slug_key" ON "toggling_page" ("slug") WHERE "deleted_at" IS NULL"#;
    let both = r#"("folder", "title") WHERE "deleted_at" IS NULL"#;
    for (dialect, drop) in [
        ("postgres", r#"DROP CONSTRAINT "toggling_page_slug_key""#),
        ("sqlite", r#"DROP INDEX "toggling_page_slug_key""#),
    ] {
        let script = on[0].script(dialect).expect("SQL");
        assert!(
            script.up.contains(partial) && script.up.contains(both) && script.up.contains(drop),
            "{}",
            script.up
        );
        assert!(!script.down.contains("IS NULL"), "{}", script.down);
    }
    history.extend(on);
    assert!(next(&history, &kept).is_empty());
    let off = next(&history, &plain);
    assert!(off[0].operations.contains(&Operation::AlterSoftDelete {
        model: "Page".into(),
        soft_delete: false
    }));
    let first = next(&[], &kept);
    assert!(first[0].script("postgres").expect("SQL").up.contains(partial));
    assert!(first[0].script("sqlite").expect("SQL").up.contains(partial));
    assert!(next(&first, &kept).is_empty());
}
