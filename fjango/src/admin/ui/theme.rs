use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::color::{Oklch, Rgb};

/// The least contrast of text with its ground (WCAG 2.2, 1.4.3).
const TEXT: f64 = 4.5;
/// What pages stand on in the light and in the dark.
const SURFACE: (u32, u32) = (0xFF_FF_FF, 0x15_1A_1C);
/// The lightness of the ten shades, from the lightest.
const SHADES: [f64; 10] = [0.96, 0.92, 0.84, 0.77, 0.70, 0.60, 0.53, 0.46, 0.40, 0.32];

/// How the admin looks, where it does not look as it does by itself: a stylesheet made from this, without a build step.
///
/// # Examples
/// ```no_run
/// use fjango::App;
/// use fjango::admin::{Density, Theme};
///
/// # async fn example() -> fjango::Result {
/// let theme = Theme::new().accent(0x7A3E9D).radius(4).density(Density::Compact);
/// App::new().admin(|site| site.theme(theme)).run().await
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Theme {
    accent: Option<u32>,
    radius: Option<u8>,
    density: Option<Density>,
    logo: Option<String>,
    font: Option<String>,
}

/// How close rows are, unless a user says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// 32 pixels.
    Compact,
    /// 40 pixels.
    #[default]
    Comfortable,
    /// 48 pixels.
    Relaxed,
}

impl Theme {
    /// The theme that changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The one colour, as `0xRRGGBB`. Its shades are made in OKLCH; where text on a button or a link in it could not be read
    /// (a contrast under 4.5), it is made as much darker or lighter as it must be.
    pub fn accent(mut self, rgb: u32) -> Self {
        self.accent = Some(rgb & 0xFF_FF_FF);
        self
    }

    /// How round the corners of controls are, in pixels, at most 16.
    pub fn radius(mut self, pixels: u8) -> Self {
        self.radius = Some(pixels.min(16));
        self
    }

    /// How close rows are.
    pub fn density(mut self, density: Density) -> Self {
        self.density = Some(density);
        self
    }

    /// The picture beside the title: a path of this site, such as `/media/logo.svg`.
    pub fn logo(mut self, path: &str) -> Self {
        self.logo = Some(path.to_owned());
        self
    }

    /// The family of the letters, such as `Inter`, which the computers of your users must have.
    pub fn font(mut self, family: &str) -> Self {
        self.font = Some(family.to_owned());
        self
    }

    /// The stylesheet with its name, which has the hash of the content in it; nothing when nothing is changed.
    pub(super) fn stylesheet(&self) -> Option<(String, String)> {
        if *self == Self::default() {
            return None;
        }
        let css = self.css();
        let digest = Sha256::digest(css.as_bytes());
        let hash = digest.iter().take(6).fold(String::new(), |mut hash, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hash, "{byte:02x}");
            hash
        });
        Some((format!("theme.{hash}.css"), css))
    }

    fn css(&self) -> String {
        let mut all = Vec::new();
        if let Some(radius) = self.radius {
            all.push(("--mantine-radius-default".to_owned(), format!("{radius}px")));
            all.push(("--radius".to_owned(), format!("{radius}px")));
        }
        if let Some(density) = self.density {
            let row = match density {
                Density::Compact => 32,
                Density::Comfortable => 40,
                Density::Relaxed => 48,
            };
            all.push(("--row".to_owned(), format!("{row}px")));
        }
        if let Some(logo) = &self.logo {
            all.push(("--logo".to_owned(), format!("url({})", quoted(logo))));
        }
        if let Some(font) = &self.font {
            let family = format!("{}, system-ui, sans-serif", quoted(font));
            all.push(("--mantine-font-family".to_owned(), family.clone()));
            all.push(("--mantine-font-family-headings".to_owned(), family));
        }
        // The pages set the same names for `:root` alone, so whichever comes first, these hold; what a user chose, with an
        // attribute, holds over `--row`.
        let mut css = rule("html:root", &all);
        if let Some(accent) = self.accent {
            let accent = Rgb::from_hex(accent).oklch();
            for (scheme, variables) in [("light", light(accent)), ("dark", dark(accent))] {
                css += &rule(
                    &format!("html:root[data-mantine-color-scheme=\"{scheme}\"]"),
                    &variables,
                );
            }
        }
        css
    }
}

type Variables = Vec<(String, String)>;

fn rule(selector: &str, variables: &Variables) -> String {
    if variables.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = variables
        .iter()
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    format!("{selector}{{{}}}\n", lines.join(";"))
}

fn shades(accent: Oklch) -> Variables {
    let shades = SHADES.iter().enumerate();
    let shades = shades.map(|(i, lightness)| {
        // Very light and very dark colours look wrong when they are as colourful as those between.
        let chroma = accent.chroma * (1.0 - ((lightness - 0.55).abs() * 1.6).powi(2)).max(0.15);
        (
            format!("--mantine-color-accent-{i}"),
            accent.with(*lightness, chroma).rgb().css(),
        )
    });
    shades.collect()
}

fn light(accent: Oklch) -> Variables {
    let surface = Rgb::from_hex(SURFACE.0);
    let main = accent
        .with(accent.lightness.min(0.62), accent.chroma)
        .darkened(TEXT, &[Rgb::WHITE, surface]);
    let hover = main.with(main.lightness - 0.06, main.chroma);
    let soft = accent.with(0.95, (accent.chroma * 0.25).min(0.03)).rgb();
    let text = main.darkened(TEXT, &[soft, surface]);
    named(&shades(accent), main, hover, Rgb::WHITE, soft, text)
}

fn dark(accent: Oklch) -> Variables {
    let surface = Rgb::from_hex(SURFACE.1);
    let on = accent.with(0.2, (accent.chroma * 0.4).min(0.03)).rgb();
    let main = accent
        .with(accent.lightness.max(0.72), accent.chroma)
        .lightened(TEXT, &[on, surface]);
    let hover = main.with(main.lightness + 0.05, main.chroma);
    let soft = accent.with(0.31, (accent.chroma * 0.5).min(0.05)).rgb();
    let text = main
        .with(main.lightness + 0.06, main.chroma)
        .lightened(TEXT, &[soft, surface]);
    named(&shades(accent), main, hover, on, soft, text)
}

fn named(shades: &Variables, main: Oklch, hover: Oklch, on: Rgb, soft: Rgb, text: Oklch) -> Variables {
    let mut all = shades.clone();
    for (name, rgb) in [
        ("--accent", main.rgb()),
        ("--accent-hover", hover.rgb()),
        ("--on-accent", on),
        ("--accent-soft", soft),
        ("--accent-text", text.rgb()),
    ] {
        all.push((name.to_owned(), rgb.css()));
    }
    all
}

/// A text of CSS, out of which nothing leads.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '<' | '>' => {
                let _ = write!(quoted, "\\{:x} ", u32::from(c));
            }
            c if c.is_control() => {}
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(css: &str, scheme: &str, name: &str) -> Rgb {
        let rule = css
            .split(&format!("\"{scheme}\"]{{"))
            .nth(1)
            .expect("the scheme is there");
        let value = rule.split(&format!("{name}:#")).nth(1).expect("the colour is there");
        Rgb::from_hex(u32::from_str_radix(&value[..6], 16).expect("six digits"))
    }

    #[test]
    fn text_can_be_read_whatever_the_accent() {
        // A grid over all colours, with the corners.
        let steps = [0_u32, 0x33, 0x66, 0x99, 0xCC, 0xFF];
        for red in steps {
            for green in steps {
                for blue in steps {
                    let accent = red << 16 | green << 8 | blue;
                    let css = Theme::new().accent(accent).css();
                    for (scheme, surface) in [("light", SURFACE.0), ("dark", SURFACE.1)] {
                        let of = |name: &str| colour(&css, scheme, name);
                        let pairs = [
                            ("button", of("--on-accent"), of("--accent")),
                            ("hovered button", of("--on-accent"), of("--accent-hover")),
                            ("link", of("--accent-text"), Rgb::from_hex(surface)),
                            ("chosen row", of("--accent-text"), of("--accent-soft")),
                        ];
                        for (what, text, ground) in pairs {
                            let contrast = text.contrast(ground);
                            assert!(contrast >= TEXT, "{accent:06x} {scheme}, {what}: {contrast}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn an_accent_that_can_be_read_stays_as_it_is() {
        let css = Theme::new().accent(0x0B_64_72).css();
        assert!(css.contains("--accent:#0b6472"), "{css}");
    }

    #[test]
    fn the_journeys_see_the_pages_with_a_theme_of_this_kind() {
        let css = Theme::new()
            .accent(0x7A_3E_9D)
            .radius(2)
            .density(Density::Compact)
            .css();
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("admin-ui/e2e/support/theme.css");
        #[expect(clippy::disallowed_methods, reason = "a test has no settings")]
        let bless = std::env::var("FJANGO_BLESS").is_ok();
        if bless {
            std::fs::write(&path, &css).expect("the file can be written");
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            written,
            css,
            "{} is another; write it with `FJANGO_BLESS=1`",
            path.display()
        );
    }

    #[test]
    fn a_theme_is_named_by_its_content_and_nothing_leads_out_of_it() {
        assert_eq!(Theme::new().stylesheet(), None);
        let (one, _) = Theme::new().radius(4).stylesheet().unwrap();
        let (other, _) = Theme::new().radius(5).stylesheet().unwrap();
        assert_ne!(one, other);
        assert!(one.starts_with("theme.") && one.ends_with(".css"));
        let evil = Theme::new().font("x\"; } body { display: none } </style>\\").css();
        assert!(
            evil.contains("\"x\\22 ; } body { display: none } \\3c /style\\3e \\5c \""),
            "{evil}"
        );
    }
}
