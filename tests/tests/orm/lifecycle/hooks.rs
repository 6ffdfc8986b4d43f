use std::sync::atomic::{AtomicUsize, Ordering};

use fjango::App;
use fjango::db::{Db, Tx};
use fjango::orm::{Error, Event, Hooks, Result, Saving};
use fjango::prelude::*;
use fjango::testing::{TestApp, assert_queries, json};
use fjango::value::{Invalid, ValidationErrors};
use fjango_tests::{FreshDatabase, each_database};

use super::fresh;

/// Where notes are.
#[model(app = "lifecycle")]
pub struct Folder {
    /// The key.
    pub id: i64,
    /// How it is called.
    pub name: String,
    /// What is in it.
    pub notes: ReverseForeignKey<Note>,
}

/// What a note is about.
#[model(app = "lifecycle")]
pub struct Topic {
    /// The key.
    pub id: i64,
    /// How it is called.
    pub name: String,
}

/// What somebody wrote.
#[model(app = "lifecycle", hooks)]
#[api(path = "/notes", read = "anyone", write = "authenticated")]
pub struct Note {
    /// The key.
    pub id: i64,
    /// How it is called.
    #[field(max_length = 30)]
    pub title: String,
    /// How many words it has.
    #[field(default = 0, max = 5)]
    pub words: i32,
    /// Where it is.
    #[field(on_delete = "cascade", related_name = "notes")]
    pub folder: Option<ForeignKey<Folder>>,
    /// What it is about.
    pub topics: ManyToMany<Topic>,
    /// When it was saved.
    #[field(auto_now)]
    pub saved: DateTime<Utc>,
}

/// What happened to notes.
#[model(app = "lifecycle", ordering = "id")]
pub struct Log {
    /// The key.
    pub id: i64,
    /// What happened.
    pub entry: String,
}

async fn log(db: &impl Executor, entry: String) -> Result<()> {
    Log::objects().create(db, LogCreate::new(entry)).await.map(drop)
}

impl Hooks for Note {
    async fn before_save(note: &mut Saving<'_, Self>) -> Result<()> {
        let title = note.get(|n| n.title()).unwrap_or_default();
        note.set(|n| n.words(), title.split_whitespace().count() as i32);
        if title.contains("spam") {
            note.refuse(|n| n.title(), "spam", "must not be spam");
        }
        if title == "twice" {
            // A hook may write rows of its own model.
            let copy = Self::objects().create(note.tx(), NoteCreate::new("copy")).await?;
            note.set(|n| n.title(), format!("twice, copied as {}", copy.title));
        }
        let what = if note.is_create() { "create" } else { "change" };
        log(note.tx(), format!("before {what} {title} {:?}", note.changes().names())).await
    }

    async fn after_save(&self, event: &Event<Self>, tx: &Tx) -> Result<()> {
        assert!(Self::objects().filter(|n| n.id().eq(self.id)).exists(tx).await?);
        let changes = event.changes().and_then(|changes| changes.of(|n| n.title()));
        let what = match changes {
            Some((from, to)) => format!("{from} -> {to}"),
            None if event.is_created() => "created".to_owned(),
            None => "changed".to_owned(),
        };
        log(tx, format!("after {} {what}", self.title)).await?;
        match self.title.as_str() {
            "late" => Err(ValidationErrors::from(Invalid::new("late", "comes too late").at("/title")).into()),
            _ => Ok(()),
        }
    }

    async fn before_delete(&self, tx: &Tx) -> Result<()> {
        if self.title == "kept" {
            return Err(ValidationErrors::from(Invalid::new("kept", "must be kept").at("")).into());
        }
        log(tx, format!("before delete {}", self.title)).await
    }

    async fn after_delete(&self, tx: &Tx) -> Result<()> {
        assert!(!Self::objects().filter(|n| n.id().eq(self.id)).exists(tx).await?);
        log(tx, format!("after delete {}", self.title)).await
    }

    async fn after_commit(&self, event: &Event<Self>, db: &Db) {
        let what = match event {
            Event::Created => "created",
            Event::Changed(_) => "changed",
            Event::Deleted => "deleted",
        };
        log(db, format!("commit {} {what}", self.title)).await.unwrap();
    }
}

/// What happened since the last call.
async fn events(db: &Db) -> Vec<String> {
    let entries = Log::objects().values(db, |l| l.entry()).await.unwrap();
    Log::objects().delete(db).await.unwrap();
    entries
}

/// A future that may move between threads, as those of handlers and tasks do.
fn sent<F: Future + Send>(future: F) -> F {
    future
}

fn codes(error: &Error) -> Vec<(&str, &str)> {
    let Error::Validation(errors) = error else {
        panic!("{error:?}")
    };
    errors
        .errors()
        .iter()
        .map(|error| (error.pointer.as_str(), error.code))
        .collect()
}

each_database! {
    async fn every_write_of_one_row_runs_them(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let mut note = sent(Note::objects().create(db, NoteCreate::new("one two"))).await.unwrap();
        assert_eq!(note.words, 2);
        assert_eq!(events(db).await, [
            "before create one two []", "after one two created", "commit one two created",
        ]);

        note.title = "three".into();
        sent(note.save(db)).await.unwrap();
        assert_eq!(note.words, 1);
        assert_eq!(Note::objects().get(db, note.id).await.unwrap().words, 1);
        assert_eq!(events(db).await, [
            "before change three [\"title\", \"words\", \"saved\"]", "after three one two -> three", "commit three changed",
        ]);

        let (_, created) = Note::objects().filter(|n| n.title().eq("new"))
            .get_or_create(db, || NoteCreate::new("new")).await.unwrap();
        assert!(created);
        assert_eq!(events(db).await, ["before create new []", "after new created", "commit new created"]);
        let found = Note::objects().filter(|n| n.title().eq("new"));
        assert!(!found.get_or_create(db, || NoteCreate::new("new")).await.unwrap().1);
        assert!(events(db).await.is_empty());

        let patch = NotePatch { title: Some("newer title".into()), ..NotePatch::default() };
        let (newer, created) = found.update_or_create(db, patch, || NoteCreate::new("no")).await.unwrap();
        assert_eq!((newer.title.as_str(), newer.words, created), ("newer title", 2, false));
        assert_eq!(events(db).await[1..], ["after newer title new -> newer title", "commit newer title changed"]);

        let folder = Folder::objects().create(db, FolderCreate::new("work")).await.unwrap();
        folder.related(|f| f.notes()).create(db, NoteCreate::new("inside")).await.unwrap();
        assert_eq!(events(db).await, ["before create inside []", "after inside created", "commit inside created"]);

        sent(note.delete(db)).await.unwrap();
        assert_eq!(events(db).await, ["before delete three", "after delete three", "commit three deleted"]);
        assert!(note.delete(db).await.unwrap_err().is_does_not_exist());
        assert!(note.save(db).await.unwrap_err().is_does_not_exist());
        assert!(events(db).await.is_empty());
    }

    async fn writes_of_many_rows_do_not_run_them(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let mut notes = Note::objects().bulk_create(db, ["a b", "spam"].map(NoteCreate::new)).await.unwrap();
        notes[0].title = "c".into();
        Note::objects().bulk_update(db, &mut notes, |n| n.title()).await.unwrap();
        Note::objects().update(db, NotePatch { words: Some(4), ..NotePatch::default() }).await.unwrap();
        Note::objects().update_with(db, |n| n.words().set(n.words() + 1)).await.unwrap();
        assert_eq!(Note::objects().values(db, |n| n.words()).await.unwrap(), [5, 5]);
        Note::objects().delete(db).await.unwrap();
        assert!(events(db).await.is_empty());
    }

    async fn a_hook_refuses_and_nothing_is_written(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let refused = Note::objects().create(db, NoteCreate::new("spam spam spam spam spam spam")).await.unwrap_err();
        // The value that the hook set is checked as well.
        assert_eq!(codes(&refused), [("/title", "spam"), ("/words", "max")]);
        let late = Note::objects().create(db, NoteCreate::new("late")).await.unwrap_err();
        assert_eq!(codes(&late), [("/title", "late")]);
        assert_eq!(Note::objects().count(db).await.unwrap(), 0);
        assert!(events(db).await.is_empty());

        let mut kept = Note::objects().create(db, NoteCreate::new("kept")).await.unwrap();
        assert_eq!(codes(&kept.delete(db).await.unwrap_err()), [("", "kept")]);
        kept.title = "late".into();
        events(db).await;
        assert_eq!(codes(&kept.save(db).await.unwrap_err()), [("/title", "late")]);
        assert_eq!(Note::objects().get(db, kept.id).await.unwrap().title, "kept");
        // A transaction around goes on after a refusal.
        db.transaction(async |tx| {
            assert!(Note::objects().create(tx, NoteCreate::new("late")).await.is_err());
            Note::objects().create(tx, NoteCreate::new("early")).await.map(drop)
        }).await.unwrap();
        assert_eq!(events(db).await, ["before create early []", "after early created", "commit early created"]);
    }

    async fn after_commit_waits_for_the_outermost_transaction(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let seen = AtomicUsize::new(0);
        db.transaction(async |tx| {
            Note::objects().create(tx, NoteCreate::new("outer")).await?;
            let inner: Result<()> = tx.transaction(async |tx| {
                Note::objects().create(tx, NoteCreate::new("undone")).await?;
                Err(Error::DoesNotExist { model: "Note" })
            }).await;
            assert!(inner.is_err());
            seen.store(Log::objects().filter(|l| l.entry().starts_with("commit")).count(tx).await? as usize, Ordering::Relaxed);
            Ok::<_, Error>(())
        }).await.unwrap();
        assert_eq!(seen.into_inner(), 0);
        assert_eq!(events(db).await, ["before create outer []", "after outer created", "commit outer created"]);
        let undone: Result<()> = db.transaction(async |tx| {
            Note::objects().create(tx, NoteCreate::new("never")).await?;
            Err(Error::DoesNotExist { model: "Note" })
        }).await;
        assert!(undone.is_err());
        assert!(events(db).await.is_empty());
    }

    async fn a_hook_may_write_its_own_model(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let note = sent(Note::objects().create(db, NoteCreate::new("twice"))).await.unwrap();
        assert_eq!((note.title.as_str(), note.words), ("twice, copied as copy", 1));
        assert_eq!(events(db).await[4..], ["commit copy created", "commit twice, copied as copy created"]);
    }

    async fn the_api_runs_them(database: &FreshDatabase) {
        let app = TestApp::with(App::new(), fresh(database).await).await;
        let topic = Topic::objects().create(app.db(), TopicCreate::new("rust")).await.unwrap();
        let ann = app.force_login(&app.create_superuser("ann").await);
        let created = ann.post("/api/notes").json(&json!({"title": "one two", "topics": [topic.id]})).await;
        let note = created.assert_status(201).json::<serde_json::Value>();
        assert_eq!((&note["words"], &note["topics"]), (&json!(2), &json!([topic.id])));
        let address = format!("/api/notes/{}", note["id"]);
        let patched = ann.patch(&address).json(&json!({"title": "three"})).await;
        assert_eq!(patched.assert_status(200).json::<serde_json::Value>()["words"], 1);
        let put = ann.put(&address).json(&json!({"title": "four four", "topics": []})).await;
        assert_eq!(put.assert_status(200).json::<serde_json::Value>()["words"], 2);
        ann.patch(&address).json(&json!({"topics": [topic.id]})).await.assert_status(200);
        let refused = ann.patch(&address).json(&json!({"title": "spam"})).await;
        assert_eq!(refused.assert_status(422).json::<serde_json::Value>()["errors"][0]["code"], "spam");
        ann.post("/api/notes").json(&json!({"title": "late"})).await.assert_status(422);
        ann.delete(&address).await.assert_status(204);
        ann.delete(&address).await.assert_status(404);
        ann.patch(&address).json(&json!({"title": "gone"})).await.assert_status(404);
        let events = events(app.db()).await;
        let commits: Vec<_> = events.iter().filter(|entry| entry.starts_with("commit")).collect();
        assert_eq!(commits, [
            "commit one two created", "commit three changed", "commit four four changed",
            // Its time is set when its topics change.
            "commit four four changed", "commit four four deleted",
        ]);
    }

    async fn a_model_without_hooks_sends_what_it_always_sent(database: &FreshDatabase) {
        let test = fresh(database).await;
        let db = test.db();
        let mut folder = assert_queries!(1, Folder::objects().create(db, FolderCreate::new("a")).await.unwrap());
        folder.name = "b".into();
        assert_queries!(1, folder.save(db).await.unwrap());
        assert_queries!(1, folder.delete(db).await.unwrap());
    }
}
