use actix_web::http::header::HeaderValue;

/// How a client gets an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

/// The best of what a client's `Accept-Encoding` takes: the smallest, whatever it likes most.
pub(super) fn choose<'a>(lines: impl Iterator<Item = &'a HeaderValue>) -> Encoding {
    let (mut brotli, mut gzip, mut any) = (None, None, None);
    for part in lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
    {
        let mut parameters = part.split(';').map(str::trim);
        let name = parameters.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parameters.find_map(|parameter| parameter.strip_prefix("q=").or(parameter.strip_prefix("Q=")));
        let taken = weight.is_none_or(|weight| weight.trim().parse().is_ok_and(|weight: f32| weight > 0.0));
        match name.as_str() {
            "br" => brotli = Some(taken),
            "gzip" | "x-gzip" => gzip = Some(taken),
            "*" => any = Some(taken),
            _ => {}
        }
    }
    let takes = |named: Option<bool>| named.or(any).unwrap_or(false);
    match () {
        () if takes(brotli) => Encoding::Brotli,
        () if takes(gzip) => Encoding::Gzip,
        () => Encoding::Identity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_that_is_taken_is_sent() {
        for (header, expected) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip;q=1.0, br;q=0.1", Encoding::Brotli),
            ("br;q=0, gzip", Encoding::Gzip),
            ("BR", Encoding::Brotli),
            ("*", Encoding::Brotli),
            ("*;q=0.5, br;q=0", Encoding::Gzip),
            ("identity", Encoding::Identity),
            ("gzip;q=0", Encoding::Identity),
            ("gzip;q=x", Encoding::Identity),
            ("", Encoding::Identity),
            ("deflate", Encoding::Identity),
        ] {
            let line = HeaderValue::from_static(header);
            assert_eq!(choose([line].iter()), expected, "{header}");
        }
        assert_eq!(choose([].iter()), Encoding::Identity);
    }
}
