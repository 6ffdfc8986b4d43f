//! Password hashes: argon2id in the format that Django writes. Those of PBKDF2 are read too.

use std::{num::NonZeroUsize, sync::Arc, thread};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;
use tokio::{sync::Semaphore, task};

use super::pbkdf2::Pbkdf2;
use super::{Error, Result};

/// How much work one hash is. The default is what OWASP recommends: 19 MiB, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes; more than one only makes sense for hashes that come from elsewhere.
    pub lanes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
            lanes: 1,
        }
    }
}

/// The most memory a stored hash may ask for, so that a forged row cannot take down the process.
const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MAX_PASSES: u32 = 64;
const HASH_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// Makes and checks password hashes on threads of their own.
///
/// At most one hash per core runs at a time; more wait their turn without a thread, so a flood of logins takes neither
/// all memory nor the threads that serve requests. Clones share the limit.
///
/// # Examples
/// ```
/// # use fjango::auth::{Cost, PasswordHasher};
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let hasher = PasswordHasher::new(Cost { memory_kib: 64, passes: 1, lanes: 1 });
/// let encoded = hasher.hash("correct horse").await?;
/// assert!(encoded.starts_with("argon2$argon2id$v=19$m=64,t=1,p=1$"));
/// assert!(hasher.verify("correct horse", &encoded).await?);
/// assert!(!hasher.verify("wrong horse", &encoded).await?);
/// # Ok::<(), fjango::auth::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    cost: Cost,
    slots: Arc<Semaphore>,
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new(Cost::default())
    }
}

impl PasswordHasher {
    /// A hasher whose new hashes have this cost.
    #[must_use]
    pub fn new(cost: Cost) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            cost,
            slots: Arc::new(Semaphore::new(cores)),
        }
    }

    /// The encoded hash of a password, with a salt of its own.
    ///
    /// # Errors
    /// [`Error::PasswordHash`] when the cost is not one that argon2 accepts.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let mut salt = [0; SALT_BYTES];
        rand::fill(&mut salt);
        let (cost, password) = (self.cost, password.to_owned());
        self.run(move || {
            let encoded = Encoded {
                algorithm: Algorithm::Argon2id,
                version: Version::V0x13,
                cost,
                salt: salt.to_vec(),
                hash: vec![0; HASH_BYTES],
            };
            let hash = encoded.derive(&password)?;
            Ok(Encoded { hash, ..encoded }.to_string())
        })
        .await
    }

    /// Whether `password` is the one that `encoded` was made from. An unusable password never matches, but takes
    /// as long as one that does.
    ///
    /// # Errors
    /// [`Error::PasswordHash`] when `encoded` is neither argon2 nor Django's `pbkdf2_sha256`.
    pub async fn verify(&self, password: &str, encoded: &str) -> Result<bool> {
        if !is_usable(encoded) {
            return self.verify_nothing(password).await;
        }
        let password = password.to_owned();
        if Pbkdf2::is(encoded) {
            let encoded = Pbkdf2::parse(encoded)?;
            return self.run(move || Ok(encoded.matches(&password))).await;
        }
        let encoded = Encoded::parse(encoded)?;
        self.run(move || Ok(encoded.derive(&password)?.ct_eq(&encoded.hash).into()))
            .await
    }

    /// Does the work of a check where there is no hash to check, so that the time of an answer does not tell which
    /// users exist. Always `false`.
    ///
    /// # Errors
    /// As [`hash`](Self::hash).
    pub async fn verify_nothing(&self, password: &str) -> Result<bool> {
        self.hash(password).await.map(|_| false)
    }

    /// Whether a stored hash is weaker than new ones are, and is worth replacing at the next login.
    #[must_use]
    pub fn needs_rehash(&self, encoded: &str) -> bool {
        let Ok(stored) = Encoded::parse(encoded) else {
            return is_usable(encoded);
        };
        stored.algorithm != Algorithm::Argon2id
            || stored.version != Version::V0x13
            || stored.cost.memory_kib < self.cost.memory_kib
            || stored.cost.passes < self.cost.passes
            || stored.salt.len() < SALT_BYTES
            || stored.hash.len() < HASH_BYTES
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let busy = |message: String| Error::PasswordHash { message };
        let slots = Arc::clone(&self.slots);
        let slot = slots.acquire_owned().await.map_err(|error| busy(error.to_string()))?;
        task::spawn_blocking(move || {
            // The work holds the slot itself: when its request goes away, it still runs to its end.
            let _slot = slot;
            work()
        })
        .await
        .map_err(|error| busy(error.to_string()))?
    }
}

/// An encoded value that no password matches, as Django writes it: `!` and random characters.
#[must_use]
pub fn unusable_password() -> String {
    format!("!{}", random_password())
}

/// Whether an encoded password can match at all.
#[must_use]
pub fn is_usable(encoded: &str) -> bool {
    !encoded.is_empty() && !encoded.starts_with('!')
}

/// A password for a machine to make up: 27 characters, 160 random bits.
#[must_use]
pub fn random_password() -> String {
    let mut bytes = [0; 20];
    rand::fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// `argon2$argon2id$v=19$m=…,t=…,p=…$salt$hash`, read.
struct Encoded {
    algorithm: Algorithm,
    version: Version,
    cost: Cost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Encoded {
    fn parse(encoded: &str) -> Result<Self> {
        let wrong = |part: &str| Error::PasswordHash {
            message: format!(
                "the stored hash has no valid {part}; expected `argon2$argon2id$v=19$m=…,t=…,p=…$salt$hash`"
            ),
        };
        // The part after Django's own prefix is the usual PHC text.
        let phc = encoded.strip_prefix("argon2$").ok_or_else(|| wrong("prefix"))?;
        let parts: Vec<&str> = phc.split('$').collect();
        let (name, version, cost, salt, hash) = match parts.as_slice() {
            [name, version, cost, salt, hash] => (*name, *version, *cost, *salt, *hash),
            // Without a version it is the first one.
            [name, cost, salt, hash] => (*name, "v=16", *cost, *salt, *hash),
            _ => return Err(wrong("shape")),
        };
        let algorithm = Algorithm::new(name).map_err(|_| wrong("algorithm"))?;
        let version = match version {
            "v=16" => Version::V0x10,
            "v=19" => Version::V0x13,
            _ => return Err(wrong("version")),
        };
        let mut numbers = cost.split(',').zip(["m=", "t=", "p="]).map(|(text, key)| {
            let digits = text.strip_prefix(key)?;
            digits.parse::<u32>().ok()
        });
        let mut number = || numbers.next().flatten().ok_or_else(|| wrong("cost"));
        let cost = Cost {
            memory_kib: number()?,
            passes: number()?,
            lanes: number()?,
        };
        if cost.memory_kib > MAX_MEMORY_KIB || cost.passes > MAX_PASSES {
            return Err(wrong("cost"));
        }
        let salt = STANDARD_NO_PAD.decode(salt).map_err(|_| wrong("salt"))?;
        let hash = STANDARD_NO_PAD.decode(hash).map_err(|_| wrong("hash"))?;
        if !(16..=128).contains(&hash.len()) {
            return Err(wrong("hash"));
        }
        Ok(Self {
            algorithm,
            version,
            cost,
            salt,
            hash,
        })
    }

    fn derive(&self, password: &str) -> Result<Vec<u8>> {
        let wrong = |error: argon2::Error| Error::PasswordHash {
            message: error.to_string(),
        };
        let Cost {
            memory_kib,
            passes,
            lanes,
        } = self.cost;
        let params = Params::new(memory_kib, passes, lanes, Some(self.hash.len())).map_err(wrong)?;
        let mut out = vec![0; self.hash.len()];
        Argon2::new(self.algorithm, self.version, params)
            .hash_password_into(password.as_bytes(), &self.salt, &mut out)
            .map_err(wrong)?;
        Ok(out)
    }
}

impl std::fmt::Display for Encoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Cost {
            memory_kib,
            passes,
            lanes,
        } = self.cost;
        write!(
            f,
            "argon2${}$v={}$m={memory_kib},t={passes},p={lanes}${}${}",
            self.algorithm.as_str(),
            u32::from(self.version),
            STANDARD_NO_PAD.encode(&self.salt),
            STANDARD_NO_PAD.encode(&self.hash),
        )
    }
}
