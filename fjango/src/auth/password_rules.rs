//! What a new password must be.

use std::fmt;

/// The shortest password, in characters.
pub const MIN_PASSWORD_LENGTH: usize = 8;
/// The longest password, in characters: hashing takes time with length.
pub const MAX_PASSWORD_LENGTH: usize = 4096;

/// Why a password is too weak. `Display` is a sentence for the person choosing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordIssue {
    /// Fewer than [`MIN_PASSWORD_LENGTH`] characters.
    TooShort,
    /// More than [`MAX_PASSWORD_LENGTH`] characters.
    TooLong,
    /// Nothing but digits.
    AllDigits,
    /// Much like the username or the email address.
    Similar,
    /// Among the passwords that everybody tries first.
    Common,
}

impl fmt::Display for PasswordIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort => write!(
                f,
                "the password is too short; use at least {MIN_PASSWORD_LENGTH} characters"
            ),
            Self::TooLong => write!(
                f,
                "the password is too long; use at most {MAX_PASSWORD_LENGTH} characters"
            ),
            Self::AllDigits => f.write_str("the password is only digits; add letters or words"),
            Self::Similar => {
                f.write_str("the password is too similar to the username or email address; choose another")
            }
            Self::Common => f.write_str("the password is one of the most common; choose another"),
        }
    }
}

/// Everything that is wrong with a new password; empty when it will do.
///
/// # Examples
/// ```
/// use fjango::auth::{PasswordIssue, check_password};
///
/// assert_eq!(check_password("12345", "ada", ""), [PasswordIssue::TooShort, PasswordIssue::AllDigits]);
/// assert!(check_password("correct horse battery", "ada", "").is_empty());
/// ```
#[must_use]
pub fn check_password(password: &str, username: &str, email: &str) -> Vec<PasswordIssue> {
    let lower = password.to_lowercase();
    let length = password.chars().count();
    let rules = [
        (length < MIN_PASSWORD_LENGTH, PasswordIssue::TooShort),
        (length > MAX_PASSWORD_LENGTH, PasswordIssue::TooLong),
        (
            !password.is_empty() && password.chars().all(char::is_numeric),
            PasswordIssue::AllDigits,
        ),
        (
            length <= MAX_PASSWORD_LENGTH && is_similar(&lower, username, email),
            PasswordIssue::Similar,
        ),
        (COMMON.contains(&lower.trim()), PasswordIssue::Common),
    ];
    rules
        .into_iter()
        .filter_map(|(broken, issue)| broken.then_some(issue))
        .collect()
}

/// The share of equal letters at which two words count as similar.
const SIMILAR: f64 = 0.7;

fn is_similar(password: &str, username: &str, email: &str) -> bool {
    let (username, email) = (username.to_lowercase(), email.to_lowercase());
    let parts = email.split(|c: char| !c.is_alphanumeric());
    [username.as_str(), email.as_str()]
        .into_iter()
        .chain(parts)
        // Two letters in common say nothing; nor does a word far shorter than the password.
        .filter(|word| word.chars().count() >= 3)
        .any(|word| {
            strsim::normalized_levenshtein(password, word) >= SIMILAR
                || (password.contains(word) && word.len() * 10 >= password.len() * 7)
        })
}

/// The heads of published lists, of eight characters and more: shorter ones are refused anyway.
const COMMON: &[&str] = &[
    "00000000",
    "1111111111",
    "11111111",
    "11223344",
    "12121212",
    "12341234",
    "123123123",
    "12344321",
    "12345678",
    "123456789",
    "1234567890",
    "123456789a",
    "1234qwer",
    "123qweasd",
    "12qwaszx",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "1qazxsw2",
    "22222222",
    "55555555",
    "66666666",
    "77777777",
    "87654321",
    "88888888",
    "987654321",
    "9876543210",
    "99999999",
    "a1234567",
    "aa123456",
    "abc12345",
    "abcd1234",
    "abcdefgh",
    "access14",
    "admin123",
    "administrator",
    "alexander",
    "asdfasdf",
    "asdfghjk",
    "asdfghjkl",
    "babygirl",
    "baseball",
    "basketball",
    "bismillah",
    "blink182",
    "butterfly",
    "caroline",
    "changeme",
    "charlie1",
    "chelsea1",
    "chocolate",
    "christian",
    "computer",
    "consumer",
    "corvette",
    "dragon123",
    "einstein",
    "elephant",
    "everton1",
    "facebook",
    "ferrari1",
    "football",
    "football1",
    "forever1",
    "freedom1",
    "garfield",
    "godzilla",
    "hello123",
    "icecream",
    "iloveyou",
    "iloveyou1",
    "infinity",
    "internet",
    "jennifer",
    "jonathan",
    "kristina",
    "letmein1",
    "letmein123",
    "liverpool",
    "login123",
    "london123",
    "manchester",
    "marlboro",
    "mercedes",
    "michael1",
    "michelle",
    "midnight",
    "minecraft",
    "monkey123",
    "mustang1",
    "myspace1",
    "nicholas",
    "p@ssw0rd",
    "pa55word",
    "pass1234",
    "passw0rd",
    "password",
    "password!",
    "password1",
    "password12",
    "password123",
    "password1234",
    "patricia",
    "pokemon1",
    "portugal",
    "princess",
    "princess1",
    "q1w2e3r4",
    "q1w2e3r4t5",
    "qazwsxedc",
    "qwer1234",
    "qwert123",
    "qwerty12",
    "qwerty123",
    "qwertyui",
    "qwertyuiop",
    "rainbow1",
    "samantha",
    "samsung1",
    "sandiego",
    "scorpion",
    "secret123",
    "secret12",
    "september",
    "slipknot",
    "snowball",
    "spiderman",
    "spongebob",
    "starwars",
    "steelers",
    "sunshine",
    "sunshine1",
    "superman",
    "superman1",
    "swordfish",
    "test1234",
    "testtest",
    "thunder1",
    "tinkerbell",
    "trustno1",
    "undertaker",
    "valentina",
    "victoria",
    "voyager1",
    "welcome1",
    "welcome123",
    "whatever",
    "william1",
    "winston1",
    "wolverine",
    "xxxxxxxx",
    "zaq12wsx",
    "zxcvbnm1",
    "zxcvbnm123",
];
