//! Response headers that are safe for every API.

use actix_web::http::header::{
    CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

use crate::http::config::Config;

/// The headers added where a response does not set them itself.
#[derive(Debug, Clone, Default)]
pub(in crate::http) struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

impl SecurityHeaders {
    pub(in crate::http) fn new(config: &Config) -> Self {
        let mut headers = Vec::new();
        if config.security_headers {
            headers.push((X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")));
            headers.push((REFERRER_POLICY, HeaderValue::from_static("same-origin")));
            headers.push((X_FRAME_OPTIONS, HeaderValue::from_static("DENY")));
        }
        let hsts = config
            .hsts
            .as_ref()
            .and_then(|hsts| HeaderValue::try_from(hsts.header_value()).ok());
        headers.extend(hsts.map(|value| (STRICT_TRANSPORT_SECURITY, value)));
        Self(headers)
    }

    pub(super) fn apply(&self, headers: &mut HeaderMap) {
        // Most responses name their content type and nothing else: one search says that none of these is there.
        let is_free = headers.len() == usize::from(headers.contains_key(CONTENT_TYPE));
        for (name, value) in &self.0 {
            if is_free || !headers.contains_key(name) {
                headers.insert(name.clone(), value.clone());
            }
        }
    }
}
