use fjango::orm::Error;
use fjango::prelude::*;
use fjango::testing::assert_queries;
use fjango_tests::{FreshDatabase, each_database};

use super::fresh;

/// Who owns pages.
#[model(app = "lifecycle")]
pub struct Owner {
    /// The key.
    pub id: i64,
    /// The name.
    pub name: String,
}

/// A page that knows what it was.
#[model(app = "lifecycle")]
#[derive(PartialEq)]
pub struct Page {
    /// The key.
    pub id: i64,
    /// How it is called.
    #[field(max_length = 10)]
    pub title: String,
    /// How often it was seen.
    #[field(default = 0)]
    pub views: i64,
    /// Whose it is.
    #[field(on_delete = "set_null")]
    pub owner: Option<ForeignKey<Owner>>,
    /// When it was saved.
    #[field(auto_now)]
    pub saved: DateTime<Utc>,
    /// What it held.
    pub tracked: Tracked,
}

each_database! {
    async fn changes_tell_what_was_and_what_is(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let owner = Owner::objects().create(db, OwnerCreate::new("Ann")).await.unwrap();
        let mut page = Page::objects().create(db, PageCreate::new("old")).await.unwrap();
        assert!(!page.is_changed() && page.changes().is_empty());
        page.title = "new".into();
        page.owner = Some(ForeignKey::new(owner.id));
        let changes = page.changes();
        assert_eq!(changes.names(), ["title", "owner"]);
        assert_eq!(changes.of(|p| p.title()), Some(("old".to_owned(), "new".to_owned())));
        assert_eq!(changes.of(|p| p.owner()), Some((None, Some(owner.id))));
        assert_eq!(changes.of(|p| p.views()), None);
        assert!(changes.contains(|p| p.owner()) && !changes.contains(|p| p.views()));
        assert_eq!(page.original(|p| p.title()).as_deref(), Some("old"));
        page.title = "old".into();
        page.owner = None;
        assert!(!page.is_changed());
    }

    async fn save_writes_what_changed_and_nothing_else(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let mut page = Page::objects().create(db, PageCreate::new("old")).await.unwrap();
        let saved = page.saved;
        assert_queries!(0, page.save(db).await.unwrap());
        assert_eq!(page.saved, saved);
        Page::objects().update(db, PagePatch { views: Some(7), ..PagePatch::default() }).await.unwrap();
        page.title = "new".into();
        assert_queries!(1, page.save(db).await.unwrap());
        assert!(!page.is_changed() && page.saved > saved);
        // What another wrote meanwhile stays.
        let read = Page::objects().get(db, page.id).await.unwrap();
        assert_eq!((read.title.as_str(), read.views, read.saved), ("new", 7, page.saved));

        page.title = "much too long".into();
        assert!(matches!(page.save(db).await, Err(Error::Validation(_))));
        assert_eq!(page.changes().names(), ["title", "saved"]);
        page.title = "short".into();
        let mut pages = [page];
        Page::objects().bulk_update(db, &mut pages, |p| p.title()).await.unwrap();
        assert!(!pages[0].is_changed(), "{:?}", pages[0].changes());
    }

    async fn a_row_made_by_hand_is_written_whole(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let page = Page::objects().create(db, PageCreate::new("old")).await.unwrap();
        let mut by_hand = Page { title: "mine".into(), views: 3, tracked: Tracked::default(), ..page.clone() };
        assert!(by_hand.changes().is_empty() && by_hand.original(|p| p.title()).is_none());
        by_hand.save(db).await.unwrap();
        let read = Page::objects().get(db, page.id).await.unwrap();
        assert_eq!((read.title.as_str(), read.views), ("mine", 3));
        by_hand.views = 4;
        assert_eq!(by_hand.changes().names(), ["views"]);
        assert_eq!(Page { views: 3, ..by_hand }, read);
    }

    async fn tracking_is_no_column_and_no_json(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let page = Page::objects().create(db, PageCreate::new("old")).await.unwrap();
        let json = serde_json::to_value(&page).unwrap();
        assert!(json.get("tracked").is_none() && json.get("title").is_some());
        assert!(Page::META.field("tracked").is_none());
        let rows = Page::objects().select_related(|p| p.owner()).all(db).await.unwrap();
        assert_eq!(rows, [page]);
    }
}
