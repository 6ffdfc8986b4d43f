use std::sync::Arc;

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};

use super::page::Page;
use super::{Theme, asset};
use crate::admin::gate::unkept;
use crate::http::{Problem, Routes};

/// What is answered below the admin beside its endpoints.
struct Pages {
    page: Page,
    /// The name and the content of the site's own stylesheet.
    stylesheet: Option<(String, String)>,
}

/// Adds the pages of the admin at `mount`, and their assets.
pub(in crate::admin) fn mount(routes: Routes, mount: &str, title: &str, theme: &Theme) -> Routes {
    let stylesheet = theme.stylesheet();
    let name = stylesheet.as_ref().map(|(name, _)| name.as_str());
    let pages = Arc::new(Pages {
        page: Page::new(mount, title, name),
        stylesheet,
    });
    let answer = move |request: HttpRequest| {
        let pages = Arc::clone(&pages);
        async move { pages.answer(&request).map_err(unkept) }
    };
    let root = if mount.is_empty() { "/" } else { mount };
    routes
        .add(Method::GET, root, answer.clone())
        .add(Method::GET, &format!("{mount}/{{tail:.*}}"), answer)
}

impl Pages {
    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        let path = request.match_info().query("tail");
        match path.split('/').next().unwrap_or_default() {
            // A page in place of a missing script would hide that it is missing.
            "assets" => asset::answer(request, path),
            // What is no endpoint is no page either.
            "api" => Err(Problem::not_found()),
            first if first.starts_with("theme.") => self.theme(path),
            first if path == first && first.contains('.') => asset::answer(request, path),
            // Every other address is a page; the document knows which.
            _ => Ok(self.page.answer()),
        }
    }

    fn theme(&self, path: &str) -> Result<HttpResponse, Problem> {
        match &self.stylesheet {
            Some((name, content)) if name == path => Ok(HttpResponse::Ok()
                .insert_header((header::CONTENT_TYPE, "text/css; charset=utf-8"))
                .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
                .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .body(content.clone())),
            _ => Err(Problem::not_found()),
        }
    }
}
