//! Connections through a server that speaks TLS and hands what it hears to PostgreSQL.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fjango::db::{Db, Error};
use fjango_tests::{FreshDatabase, Kind, fresh_database};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

struct Front {
    address: SocketAddr,
    encrypted: Arc<AtomicUsize>,
    plain: Arc<AtomicUsize>,
    files: tempfile::TempDir,
}

impl Front {
    /// A server before `behind` whose certificate is for `host`.
    async fn open(host: &str, behind: SocketAddr) -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![host.to_owned()])
            .unwrap()
            .signed_by(&key, &authority)
            .unwrap();
        let files = tempfile::tempdir().unwrap();
        std::fs::write(files.path().join("ca.pem"), authority.pem()).unwrap();

        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let front = Self {
            address: listener.local_addr().unwrap(),
            encrypted: Arc::default(),
            plain: Arc::default(),
            files,
        };
        let (encrypted, plain) = (Arc::clone(&front.encrypted), Arc::clone(&front.plain));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(
                    client,
                    behind,
                    acceptor.clone(),
                    Arc::clone(&encrypted),
                    Arc::clone(&plain),
                ));
            }
        });
        front
    }

    fn ca(&self) -> String {
        self.files.path().join("ca.pem").display().to_string()
    }

    async fn connect(&self, database: &FreshDatabase, options: &str) -> Result<Db, Error> {
        let name = database.url().rsplit_once('/').unwrap().1;
        let db = Db::connect(&format!("postgres://postgres:secret@{}/{name}{options}", self.address)).await?;
        db.ping().await?;
        Ok(db)
    }
}

async fn serve(
    mut client: TcpStream,
    behind: SocketAddr,
    acceptor: TlsAcceptor,
    encrypted: Arc<AtomicUsize>,
    plain: Arc<AtomicUsize>,
) {
    // PostgreSQL's SSLRequest (protocol documentation, 55.7): a length of 8 and the code 80877103.
    let mut first = [0; 8];
    client.read_exact(&mut first).await.unwrap();
    let mut server = TcpStream::connect(behind).await.unwrap();
    if first != [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f] {
        plain.fetch_add(1, Ordering::SeqCst);
        server.write_all(&first).await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        return;
    }
    client.write_all(b"S").await.unwrap();
    // A client that does not like the certificate goes away here.
    let Ok(mut client) = acceptor.accept(client).await else {
        return;
    };
    encrypted.fetch_add(1, Ordering::SeqCst);
    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
}

/// The address in a URL such as `postgres://postgres@127.0.0.1:5432/name`.
fn address(database: &FreshDatabase) -> SocketAddr {
    let after = database.url().split_once('@').unwrap().1;
    after.split_once('/').unwrap().0.parse().unwrap()
}

#[tokio::test]
async fn certificates_are_checked_as_the_url_says() {
    let database = fresh_database(Kind::Postgres);
    let (here, elsewhere) = (
        Front::open("127.0.0.1", address(&database)).await,
        Front::open("db.example", address(&database)).await,
    );
    let (ca, other) = (here.ca(), elsewhere.ca());
    for good in [
        "",
        "?sslmode=prefer",
        "?sslmode=require",
        &format!("?sslmode=verify-full&sslrootcert={ca}&application_name=a%20b"),
    ] {
        let before = here.encrypted.load(Ordering::SeqCst);
        here.connect(&database, good).await.unwrap();
        assert!(
            here.encrypted.load(Ordering::SeqCst) > before,
            "`{good}` was not encrypted"
        );
    }
    assert_eq!(here.plain.load(Ordering::SeqCst), 0);
    here.connect(&database, "?sslmode=disable").await.unwrap();
    assert_eq!(here.plain.load(Ordering::SeqCst), 1);
    // Of another host: the authority alone is right.
    elsewhere
        .connect(&database, &format!("?sslmode=verify-ca&sslrootcert={other}"))
        .await
        .unwrap();
    for (front, bad) in [
        (&elsewhere, format!("?sslmode=verify-full&sslrootcert={other}")),
        (&here, format!("?sslmode=verify-full&sslrootcert={other}")),
        (&here, format!("?sslmode=verify-ca&sslrootcert={other}")),
        (&here, format!("?sslmode=require&sslrootcert={other}")),
        (&here, "?sslmode=verify-full&sslrootcert=/no/such/file.pem".to_owned()),
    ] {
        let error = front
            .connect(&database, &bad)
            .await
            .err()
            .unwrap_or_else(|| panic!("`{bad}` was taken"));
        assert!(matches!(error, Error::Connect { .. }), "{error:?}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn a_server_without_encryption_is_refused_when_it_is_required() {
    let database = fresh_database(Kind::Postgres);
    let with = |options: &str| format!("{}{options}", database.url());
    Db::connect(&with("?sslmode=prefer")).await.unwrap();
    let error = Db::connect(&with("?sslmode=require")).await.err().unwrap();
    assert!(matches!(error, Error::Connect { .. }), "{error:?}");
    let error = Db::connect("postgres://u:secret@127.0.0.1/x?sslmode=maybe")
        .await
        .err()
        .unwrap();
    assert!(
        matches!(error, Error::Url { .. }) && error.to_string().contains("verify-full"),
        "{error}"
    );
    assert!(!error.to_string().contains("secret"), "{error}");
}
