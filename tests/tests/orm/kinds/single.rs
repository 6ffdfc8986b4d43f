//! Relations with one row at their end, which is written as a column.

use fjango::assert_queries;
use fjango::orm::{ForeignColumn, count};
use fjango::prelude::*;

use super::{Free, Links, Named, far_of, names, near_of, row, set};

/// One kind: how the row that is here (`N`) leads to the one there (`F`).
pub struct Single<N: Model, F: Model, K> {
    pub relation: fn(&N::Columns) -> ForeignColumn<N, F, K>,
    pub lookup: &'static str,
    pub loaded: fn(&N) -> Option<&F>,
    pub create: fn(&'static str, Option<i64>) -> N::Create,
    pub point: fn(&mut N, Option<i64>),
    /// Whether no two rows may point at the same.
    pub one: bool,
    pub nullable: bool,
    /// Whether the row goes when the other does; else its key becomes `NULL`.
    pub cascade: bool,
}

impl<N: Named, F: Free, K: 'static> Single<N, F, K> {
    /// Does everything that can be done, and tells what it did.
    pub async fn run(&self, db: &Db) -> Vec<&'static str> {
        let relation = self.relation;
        let mut ran = Vec::new();
        for name in ["F1", "F2", "F3"] {
            F::objects().create(db, F::named(name)).await.unwrap();
        }
        let second = if self.one { "F2" } else { "F1" };
        let third = if self.one { "F3" } else { "F2" };
        let mut links = Links::new();
        for (near, far) in [
            ("N1", Some("F1")),
            ("N2", Some(second)),
            ("N3", (!self.nullable).then_some(third)),
        ] {
            let key = match far {
                Some(far) => Some(row::<F>(db, far).await.key()),
                None => None,
            };
            N::objects().create(db, (self.create)(near, key)).await.unwrap();
            links.extend(far.map(|far| (near.to_owned(), far.to_owned())));
        }
        // Of a relation to itself the rows at the other end are rows at this one too.
        let all = names(db, N::objects()).await;

        ran.push("values");
        self.assert_links(db, &links).await;

        ran.push("filter");
        let filtered = N::objects().filter(|near| F::column(&relation(&near)).eq("F1"));
        assert_eq!(names(db, filtered).await, near_of(&links, "F1"));
        let by_text = N::objects().filter_by(&format!("{}__name", self.lookup), "F1").unwrap();
        assert_eq!(names(db, by_text).await, near_of(&links, "F1"));

        ran.push("exclude");
        let excluded = N::objects().exclude(|near| F::column(&relation(&near)).eq("F1"));
        assert_eq!(
            names(db, excluded).await,
            &all - &near_of(&links, "F1"),
            "a row without one is not F1's"
        );

        ran.push("order by");
        let ordered = N::objects().order_by(|near| {
            let (far, own) = (F::column(&relation(&near)), N::column(&near));
            (far.desc().nulls_last(), own.desc())
        });
        let ordered = ordered.values(db, |near| N::column(&near)).await.unwrap();
        let mut expected: Vec<_> = all
            .iter()
            .map(|near| (far_of(&links, near).pop_first(), near.clone()))
            .collect();
        expected.sort_by(|a, b| b.cmp(a));
        assert_eq!(ordered, expected.into_iter().map(|(_, near)| near).collect::<Vec<_>>());

        ran.push("select_related");
        let selected = N::objects().select_related(|near| relation(&near));
        for near in assert_queries!(1, selected.all(db).await.unwrap()) {
            let far = (self.loaded)(&near).map(Named::name);
            assert_eq!(set(far), far_of(&links, near.name()));
        }

        ran.push("count, annotate");
        let annotated = N::objects().annotate(|near| F::column(&relation(&near)).optional());
        for (near, far) in annotated.all(db).await.unwrap() {
            assert_eq!(
                far.into_iter().collect::<std::collections::BTreeSet<_>>(),
                far_of(&links, near.name())
            );
        }
        let grouped = N::objects().order_by(|near| F::column(&relation(&near)).asc());
        let grouped = grouped
            .values(db, |near| (F::column(&relation(&near)).optional(), count()))
            .await
            .unwrap();
        for (far, near) in grouped {
            let expected = match &far {
                Some(far) => near_of(&links, far).len(),
                None => all.iter().filter(|near| far_of(&links, near).is_empty()).count(),
            };
            assert_eq!(near, expected as i64, "{far:?}");
        }

        ran.push("set");
        let (far, mut near) = (row::<F>(db, "F3").await, row::<N>(db, "N3").await);
        (self.point)(&mut near, Some(far.key()));
        near.save(db).await.unwrap();
        links.retain(|(near, _)| near != "N3");
        links.insert(("N3".to_owned(), "F3".to_owned()));
        self.assert_links(db, &links).await;

        if self.nullable {
            ran.push("clear");
            (self.point)(&mut near, None);
            near.save(db).await.unwrap();
            links.retain(|(near, _)| near != "N3");
            self.assert_links(db, &links).await;
        }

        ran.push("delete");
        row::<F>(db, "F1").await.delete(db).await.unwrap();
        let mut left = &all - &set(["F1"]);
        if self.cascade {
            left = &left - &near_of(&links, "F1");
        }
        links.retain(|(_, far)| far != "F1");
        assert_eq!(names(db, N::objects()).await, left);
        self.assert_links(db, &links).await;
        ran
    }

    async fn assert_links(&self, db: &Db, links: &Links) {
        let relation = self.relation;
        let rows = N::objects();
        let pairs = rows.values(db, |near| (N::column(&near), F::column(&relation(&near)).optional()));
        let pairs = pairs
            .await
            .unwrap()
            .into_iter()
            .filter_map(|(near, far)| Some((near, far?)));
        assert_eq!(pairs.collect::<Links>(), *links);
    }
}
