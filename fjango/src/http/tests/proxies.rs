//! Proxies in front, over a real socket: this machine is the proxy, or poses as one.

use actix_web::HttpRequest;
use actix_web::http::Method;

use super::support::{config, start};
use crate::http::{Client, Config, Routes, Server};

async fn who(client: Client, request: HttpRequest) -> String {
    let address = client.address().map(|address| address.to_string());
    // actix's own view believes any header, so the headers must be true.
    let info = request.connection_info();
    format!(
        "{} {} actix {} {}://{}",
        address.unwrap_or_default(),
        client.origin(),
        info.realip_remote_addr().unwrap_or_default(),
        info.scheme(),
        info.host()
    )
}

fn server(trusted: &[&str]) -> Server {
    let config = Config {
        trusted_proxies: trusted.iter().map(|text| text.parse().unwrap()).collect(),
        allowed_hosts: vec!["localhost".to_owned(), "site.example".to_owned()],
        ..config()
    };
    Server::new(config).configure(|services| Routes::new().add(Method::GET, "/", who).configure(services))
}

const HEAD: &str = "GET / HTTP/1.1\r\nhost: localhost\r\n";

#[test]
fn a_trusted_proxy_is_believed() {
    let running = start(server(&["127.0.0.0/8"]));
    for lines in [
        "x-forwarded-for: 1.1.1.1, 203.0.113.9\r\nx-forwarded-proto: https\r\nx-forwarded-host: site.example\r\n",
        "forwarded: for=1.1.1.1, for=203.0.113.9;proto=https;host=site.example\r\n",
    ] {
        let answer = running.ask(format!("{HEAD}{lines}\r\n"));
        assert_eq!(
            answer.text(),
            "203.0.113.9 https://site.example actix 203.0.113.9 https://site.example",
            "{lines}"
        );
    }
    // The host that a proxy passes on must be one of the site's, as any other.
    let answer = running.ask(format!("{HEAD}x-forwarded-host: evil.example\r\n\r\n"));
    assert_eq!(answer.status, 400, "{}", answer.text());
}

#[test]
fn nobody_else_is() {
    let running = start(server(&["10.0.0.0/8"]));
    for lines in [
        "x-forwarded-for: 203.0.113.9\r\nx-forwarded-proto: https\r\nx-forwarded-host: site.example\r\n",
        "forwarded: for=203.0.113.9;proto=https;host=site.example\r\nx-real-ip: 203.0.113.9\r\n",
    ] {
        let answer = running.ask(format!("{HEAD}{lines}\r\n"));
        assert_eq!(
            answer.text(),
            "127.0.0.1 http://localhost actix 127.0.0.1 http://localhost",
            "{lines}"
        );
    }
}
