//! How wrong passwords are counted, with addresses and moments made up.

use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, TimeDelta, Utc};
use fjango_tests::{FreshDatabase, each_database};

use crate::admin::session::device::Device;
use crate::admin::session::throttle::{Attempt, Counted};
use crate::auth::{User, create_user};
use crate::db::Db;
use crate::orm::Model as _;
use crate::testing::{Options, Schema, TestDb};

async fn open(database: &FreshDatabase) -> TestDb {
    let options = Options {
        url: Some(database.url().to_owned()),
        schema: Schema::Migrations,
    };
    TestDb::with(options).await
}

/// One of as many clients as one likes, each at an address of its own.
fn address(number: u32) -> Option<IpAddr> {
    Some(Ipv4Addr::from(0x0A00_0000 + number).into())
}

fn from(number: u32, username: &str) -> Attempt {
    Attempt::new(username, address(number), None)
}

/// When it all happens.
fn noon() -> DateTime<Utc> {
    "2026-03-04T12:00:00Z".parse().unwrap()
}

/// How long one must wait; `None` when the password is looked at.
async fn waits(db: &Db, attempt: &Attempt, now: DateTime<Utc>) -> Option<TimeDelta> {
    match attempt.count(db, now).await.unwrap() {
        Counted::Go => None,
        Counted::Wait(long) => Some(TimeDelta::from_std(long).unwrap()),
    }
}

/// The passwords that are looked at of so many wrong ones.
async fn looked_at(db: &Db, attempts: impl IntoIterator<Item = Attempt>, now: DateTime<Utc>) -> usize {
    let mut looked_at = 0;
    for attempt in attempts {
        looked_at += usize::from(waits(db, &attempt, now).await.is_none());
    }
    looked_at
}

each_database! {
    async fn many_addresses_guess_one_password_no_more_often_than_a_few(database: &FreshDatabase) {
        let test = open(database).await;
        let (db, now) = (test.db(), noon());
        assert_eq!(looked_at(db, (0..150).map(|number| from(number, "ann")), now).await, 100);
        let wait = waits(db, &from(999, "Ann "), now + TimeDelta::minutes(5)).await;
        assert_eq!(wait.unwrap().num_minutes(), 10);
        assert_eq!(waits(db, &from(999, "bob"), now).await, None, "others are let in from there");
        let later = now + TimeDelta::minutes(15);
        assert_eq!(looked_at(db, (0..150).map(|number| from(number, "ann")), later).await, 100);
    }

    async fn one_address_guesses_few_passwords_of_one_account_and_of_all(database: &FreshDatabase) {
        let test = open(database).await;
        let (db, now) = (test.db(), noon());
        assert_eq!(looked_at(db, (0..300).map(|_| from(1, "ann")), now).await, 10);
        assert_eq!(waits(db, &from(2, "ann"), now).await, None, "what was refused is not counted to the account");
        let names = (0..60).map(|number| from(1, &format!("name{number}")));
        assert_eq!(looked_at(db, names, now).await, 40);
        assert_eq!(waits(db, &from(2, "name1"), now).await, None);
    }

    async fn nobody_locks_out_who_signed_in_with_this_browser_before(database: &FreshDatabase) {
        let test = open(database).await;
        let (db, now) = (test.db(), noon());
        let own = Device::random();
        let known = || Attempt::new("ann", address(1), Some(&own));
        // The attacker sits everywhere, also at the owner's own address.
        looked_at(db, (0..200).map(|number| from(number, "ann")), now).await;
        looked_at(db, (0..200).map(|number| from(1, &format!("name{number}"))), now).await;
        assert!(waits(db, &from(1, "ann"), now).await.is_some());
        let first = known();
        assert_eq!(waits(db, &first, now).await, None);
        first.forgive(db, now).await.unwrap();
        // Whoever has the browser guesses no more often than anybody.
        assert_eq!(looked_at(db, (0..30).map(|_| known()), now).await, 10);
        let other = Attempt::new("ann", address(1), Some(&Device::random()));
        assert_eq!(waits(db, &other, now).await, None);
    }

    async fn a_browser_is_known_to_who_signed_in_until_the_password_changes(database: &FreshDatabase) {
        let test = open(database).await;
        let db = test.db();
        create_user(db, "ann", "", "correct horse battery").await.unwrap();
        create_user(db, "bob", "", "correct horse battery").await.unwrap();
        let of = async |name: &str| User::objects().filter(|user| user.username().eq(name)).get_one(db).await.unwrap();
        let (ann, bob) = (of("ann").await, of("bob").await);
        let cookie = Device::random().cookie(&ann);
        assert!(cookie.starts_with(Device::known(&cookie, &ann).unwrap().name()));
        assert!(Device::known(&cookie, &bob).is_none());
        let (name, proof) = cookie.split_once('.').unwrap();
        let another = Device::random();
        for made_up in ["", ".", name, &format!("{name}."), &format!("{name}.x"), &format!("{}.{proof}", another.name())] {
            assert!(Device::known(made_up, &ann).is_none(), "{made_up}");
        }
        crate::auth::set_password(db, "ann", "another horse battery").await.unwrap();
        assert!(Device::known(&cookie, &of("ann").await).is_none());
    }
}
