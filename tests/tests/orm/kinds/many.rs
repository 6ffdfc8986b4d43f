//! Relations with any number of rows at their end.

use std::collections::BTreeSet;

use fjango::assert_queries;
use fjango::orm::{ManyColumn, Related, count};
use fjango::prelude::*;
use futures_util::future::BoxFuture;

use super::{Free, Links, Named, far_of, names, near_of, row, set};

/// Reads pairs of names.
pub type Pairs = fn(Db) -> BoxFuture<'static, Vec<(String, String)>>;

/// One kind: how a row here (`N`) leads to rows there (`F`).
pub struct Many<N: Model, F: Model, Via> {
    pub relation: fn(&N::Columns) -> ManyColumn<N, F, Via>,
    pub lookup: &'static str,
    pub related: fn(&N) -> Related<N, F, Via>,
    pub loaded: fn(&N) -> &[F],
    /// Loads the way back along, and who is there.
    pub back: fn(QuerySet<F>) -> QuerySet<F>,
    pub seen: for<'a> fn(&'a F) -> Vec<&'a str>,
    /// The pairs that the rows of the model between tell.
    pub between: Option<Pairs>,
    pub nature: Nature,
}

/// What holds of a kind beyond what holds of all.
#[derive(Clone, Copy, Default)]
pub struct Nature {
    /// Whether a row there belongs to one row here at most.
    pub exclusive: bool,
    /// Whether a row here has one row there at most.
    pub one: bool,
    /// Whether each pair is one the other way round.
    pub symmetrical: bool,
    /// Whether the rows there go when the one here does.
    pub takes_far: bool,
}

impl<N: Free, F: Free, Via: 'static> Many<N, F, Via> {
    /// Does everything that can be done, and tells what it did.
    pub async fn run(&self, db: &Db) -> Vec<&'static str> {
        let relation = self.relation;
        let mut ran = Vec::new();
        for name in ["N1", "N2", "N3"] {
            N::objects().create(db, N::named(name)).await.unwrap();
        }
        for name in ["F1", "F2", "F3"] {
            F::objects().create(db, F::named(name)).await.unwrap();
        }
        let mut links = Links::new();

        ran.push("add");
        let (first, second): (&[_], &[_]) = match (self.nature.one, self.nature.exclusive) {
            (true, _) => (&["F1"], &["F2"]),
            (false, true) => (&["F1", "F2"], &["F3"]),
            (false, false) => (&["F1", "F2"], &["F2"]),
        };
        for (near, far) in [("N1", first), ("N2", second)] {
            let keys = self.keys(db, far).await;
            assert_eq!(self.related(db, near).await.add(db, keys).await.unwrap(), far.len());
            far.iter().for_each(|far| self.link(&mut links, near, far));
        }
        self.assert_links(db, &links).await;
        let all = names(db, N::objects()).await;

        ran.push("filter");
        let filtered = N::objects().filter(|near| relation(&near).any(|far| F::column(&far).eq("F2")));
        assert_eq!(names(db, filtered).await, near_of(&links, "F2"));
        let by_text = N::objects().filter_by(&format!("{}__name", self.lookup), "F2").unwrap();
        assert_eq!(names(db, by_text).await, near_of(&links, "F2"));

        ran.push("exclude");
        let excluded = N::objects().exclude(|near| relation(&near).any(|far| F::column(&far).eq("F2")));
        assert_eq!(names(db, excluded).await, &all - &near_of(&links, "F2"));

        ran.push("any, all");
        let each = N::objects().filter(|near| relation(&near).all(|far| F::column(&far).eq("F2")));
        let expected = all
            .iter()
            .filter(|near| far_of(&links, near).iter().all(|far| far == "F2"));
        assert_eq!(names(db, each).await, expected.cloned().collect());
        let empty = N::objects().filter(|near| relation(&near).is_empty());
        let expected = all.iter().filter(|near| far_of(&links, near).is_empty());
        assert_eq!(names(db, empty).await, expected.cloned().collect());

        ran.push("prefetch");
        let prefetched = N::objects().prefetch_related(|near| relation(&near).with(|far| far));
        for near in assert_queries!(2, prefetched.all(db).await.unwrap()) {
            let far = set((self.loaded)(&near).iter().map(Named::name));
            assert_eq!(far, far_of(&links, near.name()), "{}", near.name());
        }

        ran.push("nested and filtered prefetch");
        let nested = N::objects().prefetch_related(|near| {
            relation(&near).with(|far| {
                let others = far.exclude(|far| F::column(&far).eq("F1"));
                (self.back)(others.order_by(|far| F::column(&far).desc()))
            })
        });
        for near in nested.all(db).await.unwrap() {
            let loaded = (self.loaded)(&near);
            let expected = &far_of(&links, near.name()) - &set(["F1"]);
            assert!(
                loaded.iter().map(Named::name).eq(expected.iter().rev()),
                "{}",
                near.name()
            );
            for far in loaded {
                assert_eq!(set((self.seen)(far)), near_of(&links, far.name()), "{}", far.name());
            }
        }

        ran.push("count, annotate");
        let counted = N::objects().annotate(|near| relation(&near).rows().subquery(|_| count()));
        for (near, far) in assert_queries!(1, counted.all(db).await.unwrap()) {
            assert_eq!(far, Some(far_of(&links, near.name()).len() as i64), "{}", near.name());
        }
        for near in &all {
            let rows = self.related(db, near).await.objects();
            assert_eq!(rows.count(db).await.unwrap(), far_of(&links, near).len() as u64);
        }

        if let Some(between) = self.between {
            ran.push("values");
            assert_eq!(between(db.clone()).await.into_iter().collect::<Links>(), links);
        }

        ran.push("set");
        let wanted: &[_] = if self.nature.one { &["F3"] } else { &["F2", "F3"] };
        let keys = self.keys(db, wanted).await;
        self.related(db, "N1").await.set(db, keys).await.unwrap();
        self.unlink(&mut links, "N1", |far| !wanted.contains(&far));
        wanted.iter().for_each(|far| self.link(&mut links, "N1", far));
        self.assert_links(db, &links).await;

        ran.push("remove");
        let keys = self.keys(db, &["F3", "F1"]).await;
        assert_eq!(self.related(db, "N1").await.remove(db, keys).await.unwrap(), 1);
        self.unlink(&mut links, "N1", |far| far == "F3");
        self.assert_links(db, &links).await;

        ran.push("create");
        let new = self.related(db, "N3").await.create(db, F::named("F4")).await.unwrap();
        assert_eq!(new.name(), "F4");
        self.link(&mut links, "N3", "F4");
        self.assert_links(db, &links).await;

        ran.push("clear");
        let before = far_of(&links, "N2").len();
        assert_eq!(self.related(db, "N2").await.clear(db).await.unwrap(), before);
        self.unlink(&mut links, "N2", |_| true);
        self.assert_links(db, &links).await;

        ran.push("delete");
        row::<N>(db, "N3").await.delete(db).await.unwrap();
        self.unlink(&mut links, "N3", |_| true);
        self.assert_links(db, &links).await;
        assert_eq!(names(db, F::objects()).await.contains("F4"), !self.nature.takes_far);
        let keys = self.keys(db, &["F1"]).await;
        self.related(db, "N2").await.add(db, keys).await.unwrap();
        row::<F>(db, "F1").await.delete(db).await.unwrap();
        self.assert_links(db, &links).await;
        assert!(names(db, N::objects()).await.is_superset(&set(["N1", "N2"])));
        ran
    }

    fn link(&self, links: &mut Links, near: &str, far: &str) {
        if self.nature.exclusive {
            links.retain(|(_, taken)| taken != far);
        }
        links.insert((near.to_owned(), far.to_owned()));
        if self.nature.symmetrical {
            links.insert((far.to_owned(), near.to_owned()));
        }
    }

    fn unlink(&self, links: &mut Links, near: &str, which: impl Fn(&str) -> bool) {
        links.retain(|(from, to)| {
            let there = from == near && which(to);
            let back = self.nature.symmetrical && to == near && which(from);
            !there && !back
        });
    }

    async fn related(&self, db: &Db, near: &str) -> Related<N, F, Via> {
        (self.related)(&row(db, near).await)
    }

    async fn keys(&self, db: &Db, far: &[&str]) -> Vec<i64> {
        let mut keys = Vec::new();
        for name in far {
            keys.push(row::<F>(db, name).await.key());
        }
        keys
    }

    /// Compares with what each row's manager finds.
    async fn assert_links(&self, db: &Db, links: &Links) {
        let mut found = Links::new();
        for near in N::objects().all(db).await.unwrap() {
            let far: BTreeSet<_> = names(db, (self.related)(&near).objects()).await;
            found.extend(far.into_iter().map(|far| (near.name().to_owned(), far)));
        }
        assert_eq!(found, *links);
    }
}
