//! Whether a page of this site sent a request.

use actix_web::HttpRequest;
use actix_web::http::header::ORIGIN;

use crate::admin::contract::ProblemCode;
use crate::admin::error::with_code;
use crate::http::{Client, Problem};

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Refuses a request that no page of this site sent, as the browser says.
pub(super) fn check(request: &HttpRequest) -> Result<(), Problem> {
    let header = |name: &str| {
        let mut lines = request.headers().get_all(name);
        match (lines.next(), lines.next()) {
            (Some(line), None) => line.to_str().ok(),
            // Twice is as good as wrong.
            (Some(_), Some(_)) => Some(""),
            (None, _) => None,
        }
    };
    let own = Client::origin_of(request);
    let ours = match (header(SEC_FETCH_SITE), header(ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        // Browsers before 2023, and what is no browser.
        (None, Some(origin)) => !own.is_empty() && origin.eq_ignore_ascii_case(&own),
        (None, None) => false,
    };
    match ours {
        true => Ok(()),
        false => Err(refusal(
            "A page of this site must send this: the request needs `Sec-Fetch-Site: same-origin`, or the site's own `Origin`.",
        )),
    }
}

/// 403 of a change that may have been forged.
pub(super) fn refusal(detail: &'static str) -> Problem {
    with_code(Problem::forbidden(), ProblemCode::Csrf).with_detail(detail)
}
