/// Hooks and spawned tasks delete too.
#[test]
fn a_deletion_can_be_awaited_on_another_thread() {
    fn is_send<T: Send>(_: impl FnOnce(&'static crate::db::Tx, &'static super::Query) -> T) {}
    is_send(|tx, query| super::delete(tx, query));
}
