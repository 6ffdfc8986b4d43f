//! Query methods of the user's own.

use fjango::prelude::*;
use fjango::testing::{Options, Schema, TestDb};
use fjango_tests::FreshDatabase;

#[model(app = "managers", ordering = "id")]
pub struct Writer {
    pub id: i64,
    pub name: String,
    pub essays: ReverseForeignKey<Essay>,
}

#[model(app = "managers", ordering = "id")]
pub struct Essay {
    pub id: i64,
    pub title: String,
    #[field(default = false)]
    pub published: bool,
    #[field(on_delete = "cascade", related_name = "essays")]
    pub writer: ForeignKey<Writer>,
    #[field(related_name = "essays")]
    pub topics: ManyToMany<Topic>,
}

#[model(app = "managers")]
pub struct Topic {
    pub id: i64,
    pub name: String,
}

mod queries {
    use super::{Essay, Topic, Writer};
    use fjango::prelude::*;

    #[fjango::manager(EssayQueries)]
    impl QuerySet<Essay> {
        /// What everybody may read.
        pub fn published(self) -> Self {
            self.filter(|essay| essay.published().eq(true))
        }

        pub fn by(self, writer: &Writer) -> Self {
            let key = writer.id;
            self.filter(|essay| essay.writer().eq(key))
        }

        pub async fn titles(&self, db: &impl Executor) -> fjango::orm::Result<Vec<String>> {
            self.clone()
                .order_by(|essay| essay.title().asc())
                .values(db, |essay| essay.title())
                .await
        }
    }

    #[fjango::manager]
    impl QuerySet<Topic> {
        pub fn short(mut self, longest: i32) -> Self {
            self = self.filter(|topic| topic.name().length().le(longest));
            self
        }
    }
}

use queries::{EssayQueries as _, TopicManager as _};

fjango_tests::each_database! {
    async fn own_methods_work_wherever_queries_are(database: &FreshDatabase) {
        let url = Some(database.url().to_owned());
        let test = TestDb::with(Options { url, schema: Schema::Models }).await;
        let db = test.db();
        let ann = Writer::objects().create(db, WriterCreate::new("Ann")).await.unwrap();
        let bob = Writer::objects().create(db, WriterCreate::new("Bob")).await.unwrap();
        let topic = Topic::objects().create(db, TopicCreate::new("rust")).await.unwrap();
        for (title, published, writer) in [("b", true, &ann), ("a", true, &ann), ("draft", false, &ann), ("c", true, &bob)] {
            let essay = EssayCreate { published: Some(published), topics: vec![topic.id], ..EssayCreate::new(title, writer.id) };
            Essay::objects().create(db, essay).await.unwrap();
        }
        assert_eq!(Essay::objects().published().by(&ann).titles(db).await.unwrap(), ["a", "b"]);
        // On the ways back, inside other chains, and in a transaction.
        assert_eq!(ann.essays().published().count(db).await.unwrap(), 2);
        let essay = Essay::objects().filter(|e| e.title().ne("b")).published().first(db).await.unwrap().unwrap();
        assert_eq!(essay.title, "a");
        let short = essay.related(|e| e.topics()).objects().short(4).count(db).await.unwrap();
        assert_eq!((short, Topic::objects().short(3).count(db).await.unwrap()), (1, 0));
        let titles = db.transaction(async |tx| topic.essays().published().titles(tx).await).await.unwrap();
        assert_eq!(titles, ["a", "b", "c"]);
        // The future can be sent to another thread.
        let db = db.clone();
        let sent = tokio::spawn(async move { Essay::objects().published().titles(&db).await });
        assert_eq!(sent.await.unwrap().unwrap().len(), 3);
    }
}
