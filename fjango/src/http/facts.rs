use super::{client::Client, limits::BodyLimit, request_id::RequestId};

/// What the edge knows of a request, where the extractors find it: in one place, as each place costs every request.
pub(super) struct Facts {
    pub(super) id: RequestId,
    pub(super) client: Client,
    /// Of a request with a body.
    pub(super) limit: Option<BodyLimit>,
}
