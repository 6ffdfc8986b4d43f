use super::{Query, delete};
use crate::db::Tx;

/// Hooks and spawned tasks delete too.
#[test]
fn a_deletion_can_be_awaited_on_another_thread() {
    fn is_send<T: Send>(_: T) {}
    // Compiling it is the test.
    fn check(tx: &Tx, query: &Query) {
        is_send(delete(tx, query));
    }
    let _ = check;
}
