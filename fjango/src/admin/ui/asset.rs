use std::collections::HashMap;
use std::io::Read as _;
use std::sync::{LazyLock, Mutex, PoisonError};

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;

use super::encoding::{Encoding, choose};
use super::table::ASSETS;
use crate::http::Problem;

/// Names have a hash of the content in them, so an asset is the same for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file of the pages.
pub(super) struct Asset {
    /// Its path below the admin.
    pub(super) path: &'static str,
    pub(super) content_type: &'static str,
    pub(super) content: Content,
}

/// How an asset is in the binary.
pub(super) enum Content {
    /// As it is: what compression makes no smaller.
    Plain(&'static [u8]),
    /// Compressed twice.
    Compressed { brotli: &'static [u8], gzip: &'static [u8] },
}

/// The answer to a request for the asset at a path below the admin.
pub(super) fn answer(request: &HttpRequest, path: &str) -> Result<HttpResponse, Problem> {
    let found = ASSETS.binary_search_by(|asset| asset.path.cmp(path));
    let asset = found.map(|at| &ASSETS[at]).map_err(|_| Problem::not_found())?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, keeping(path)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    let (brotli, gzip) = match asset.content {
        Content::Plain(bytes) => return Ok(response.body(Bytes::from_static(bytes))),
        Content::Compressed { brotli, gzip } => (brotli, gzip),
    };
    response.insert_header((header::VARY, "Accept-Encoding"));
    Ok(match choose(request.headers().get_all(header::ACCEPT_ENCODING)) {
        Encoding::Brotli => response
            .insert_header((header::CONTENT_ENCODING, "br"))
            .body(Bytes::from_static(brotli)),
        Encoding::Gzip => response
            .insert_header((header::CONTENT_ENCODING, "gzip"))
            .body(Bytes::from_static(gzip)),
        // Said, or else the server would compress it again.
        Encoding::Identity => response
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .body(inflated(asset.path, gzip)?),
    })
}

/// How long an asset may be kept.
fn keeping(path: &str) -> &'static str {
    match path.starts_with("assets/") {
        true => FOR_EVER,
        // Its name says nothing of its content.
        false => "no-cache",
    }
}

/// The content of an asset, inflated at the first need: few clients take neither compression.
fn inflated(path: &'static str, gzip: &'static [u8]) -> Result<Bytes, Problem> {
    static INFLATED: LazyLock<Mutex<HashMap<&'static str, Bytes>>> = LazyLock::new(Mutex::default);
    // Nothing in the lock can panic half way.
    let mut inflated = INFLATED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bytes) = inflated.get(path) {
        return Ok(bytes.clone());
    }
    let mut bytes = Vec::new();
    let read = GzDecoder::new(gzip).read_to_end(&mut bytes);
    read.map_err(|error| Problem::internal(&error))?;
    let bytes = Bytes::from(bytes);
    inflated.insert(path, bytes.clone());
    Ok(bytes)
}
