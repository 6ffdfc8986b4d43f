//! Encrypted connections, as the URL's `sslmode` and `sslrootcert` ask for them, with libpq's meanings.
//!
//! | `sslmode` | encrypted | certificate checked |
//! |---|---|---|
//! | `disable` | never | |
//! | `prefer`, the default | when the server offers it | no |
//! | `require` | always | no; with `sslrootcert` as `verify-ca` |
//! | `verify-ca` | always | that a trusted authority signed it |
//! | `verify-full` | always | that, and that it is the host's |
//!
//! The authorities trusted are those of `sslrootcert=file.pem`, else those of the system.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;
use url::Url;

use crate::db::{Error, Result};

/// What is checked of the server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Nothing,
    Authority,
    AuthorityAndHost,
}

/// The URL without what the driver's parser does not know, and how to encrypt.
pub(super) fn from_url(url: &str) -> Result<(String, MakeRustlsConnect)> {
    let wrong = |reason: &str| Error::Url {
        reason: reason.to_owned(),
    };
    let Ok(mut parsed) = Url::parse(url) else {
        // Several hosts are fine for the driver and no URL for others; they are encrypted by the default mode.
        return Ok((url.to_owned(), connector(Check::Nothing, None)?));
    };
    let (mut mode, mut roots) = (None, None);
    let mut rest = Vec::new();
    for (name, value) in parsed.query_pairs() {
        match &*name {
            "sslmode" => mode = Some(value.into_owned()),
            "sslrootcert" => roots = Some(value.into_owned()),
            _ => rest.push((name.into_owned(), value.into_owned())),
        }
    }
    let (plain_mode, check) = match (mode.as_deref(), &roots) {
        (Some("disable"), _) => ("disable", Check::Nothing),
        (None | Some("prefer" | "allow"), _) => ("prefer", Check::Nothing),
        (Some("require"), None) => ("require", Check::Nothing),
        (Some("require" | "verify-ca"), _) => ("require", Check::Authority),
        (Some("verify-full"), _) => ("require", Check::AuthorityAndHost),
        (Some(_), _) => {
            return Err(wrong(
                "has an unknown `sslmode`; it is `disable`, `prefer`, `require`, `verify-ca` or `verify-full`",
            ));
        }
    };
    rest.push(("sslmode".to_owned(), plain_mode.to_owned()));
    parsed.query_pairs_mut().clear().extend_pairs(rest);
    Ok((parsed.into(), connector(check, roots.as_deref())?))
}

fn connector(check: Check, roots: Option<&str>) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let failed = |message: String| Error::Connect { message };
    let authorities = match check {
        Check::Nothing => None,
        Check::Authority | Check::AuthorityAndHost => {
            let roots = Arc::new(trusted(roots).map_err(failed)?);
            let full = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
            Some(full.map_err(|error| failed(format!("no certificate authority can be trusted: {error}")))?)
        }
    };
    let verifier: Arc<dyn ServerCertVerifier> = match (check, authorities) {
        (Check::AuthorityAndHost, Some(full)) => full,
        (_, authorities) => Arc::new(AnyHost {
            provider: Arc::clone(&provider),
            authorities,
        }),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// The authorities of a file, else of the system.
fn trusted(file: Option<&str>) -> std::result::Result<RootCertStore, String> {
    let mut store = RootCertStore::empty();
    let Some(file) = file else {
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return if store.is_empty() {
            Err("the system trusts no certificate authority; name a file by `sslrootcert=…`".to_owned())
        } else {
            Ok(store)
        };
    };
    let certificates = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>)
        .map_err(|error| format!("`sslrootcert` {file}: {error}"))?;
    if store.add_parsable_certificates(certificates).0 == 0 {
        return Err(format!("`sslrootcert` {file} holds no certificate"));
    }
    Ok(store)
}

/// Takes the certificate of any host: one that a trusted authority signed, or (`None`) any at all, which is encryption
/// against listeners and not against impostors.
#[derive(Debug)]
struct AnyHost {
    provider: Arc<CryptoProvider>,
    authorities: Option<Arc<WebPkiServerVerifier>>,
}

type Checked<T> = std::result::Result<T, rustls::Error>;

impl ServerCertVerifier for AnyHost {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Checked<ServerCertVerified> {
        let Some(authorities) = &self.authorities else {
            return Ok(ServerCertVerified::assertion());
        };
        match authorities.verify_server_cert(certificate, between, host, ocsp, now) {
            // The host is checked last, so all else was found right.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            checked => checked,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Checked<HandshakeSignatureValid> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Checked<HandshakeSignatureValid> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
