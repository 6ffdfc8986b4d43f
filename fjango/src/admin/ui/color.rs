//! Colours as the eye sees them: OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020), and the
//! contrast of WCAG 2.2.

/// A colour of sRGB, each part from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rgb([f64; 3]);

/// Lightness from 0 to 1, chroma, and hue in radians.
#[derive(Clone, Copy, Debug)]
pub(super) struct Oklch {
    pub(super) lightness: f64,
    pub(super) chroma: f64,
    hue: f64,
}

impl Rgb {
    pub(super) const WHITE: Self = Self([1.0; 3]);

    /// `0xRRGGBB`.
    pub(super) fn from_hex(hex: u32) -> Self {
        let part = |shift: u32| f64::from((hex >> shift) & 0xFF) / 255.0;
        Self([part(16), part(8), part(0)])
    }

    /// `#rrggbb`.
    pub(super) fn css(self) -> String {
        let [red, green, blue] = self.0.map(|part| (part * 255.0).round().clamp(0.0, 255.0) as u8);
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// What is left of it in eight bits.
    fn rounded(self) -> Self {
        Self(self.0.map(|part| (part * 255.0).round() / 255.0))
    }

    fn linear(self) -> [f64; 3] {
        self.0.map(|part| match part <= 0.040_45 {
            true => part / 12.92,
            false => ((part + 0.055) / 1.055).powf(2.4),
        })
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// From 1, the same, to 21, black and white.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.rounded().luminance(), other.rounded().luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    pub(super) fn oklch(self) -> Oklch {
        let [red, green, blue] = self.linear();
        let l = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
        let m = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
        let s = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
        let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        Oklch {
            lightness: 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            chroma: a.hypot(b),
            hue: b.atan2(a),
        }
    }
}

impl Oklch {
    /// The same hue, this light and this colourful.
    pub(super) fn with(self, lightness: f64, chroma: f64) -> Self {
        Self {
            lightness: lightness.clamp(0.0, 1.0),
            chroma: chroma.max(0.0),
            hue: self.hue,
        }
    }

    /// The colour of sRGB; less colourful where a screen cannot show it.
    pub(super) fn rgb(self) -> Rgb {
        let (mut low, mut high) = (0.0, self.chroma);
        if let Some(rgb) = self.with(self.lightness, high).exact() {
            return rgb;
        }
        let mut best = Rgb([self.lightness.powi(3).clamp(0.0, 1.0); 3]);
        for _ in 0..20 {
            let middle = f64::midpoint(low, high);
            match self.with(self.lightness, middle).exact() {
                Some(rgb) => (low, best) = (middle, rgb),
                None => high = middle,
            }
        }
        best
    }

    /// The colour, if a screen can show it.
    fn exact(self) -> Option<Rgb> {
        let (a, b) = (self.chroma * self.hue.cos(), self.chroma * self.hue.sin());
        let l = (self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (self.lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        let linear = [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ];
        let near = |part: &f64| (-0.000_5..=1.000_5).contains(part);
        linear.iter().all(near).then(|| {
            Rgb(linear.map(|part| {
                let part = part.clamp(0.0, 1.0);
                match part <= 0.003_130_8 {
                    true => part * 12.92,
                    false => 1.055 * part.powf(1.0 / 2.4) - 0.055,
                }
            }))
        })
    }

    /// The nearest darker colour that has this contrast with each of the others; black at the end.
    pub(super) fn darkened(self, contrast: f64, others: &[Rgb]) -> Self {
        self.moved(-0.005, contrast, others)
    }

    /// The nearest lighter colour that has this contrast with each of the others; white at the end.
    pub(super) fn lightened(self, contrast: f64, others: &[Rgb]) -> Self {
        self.moved(0.005, contrast, others)
    }

    fn moved(self, step: f64, contrast: f64, others: &[Rgb]) -> Self {
        let mut colour = self;
        while others.iter().any(|other| colour.rgb().contrast(*other) < contrast) {
            let next = colour.lightness + step;
            if !(0.0..=1.0).contains(&next) {
                break;
            }
            colour = self.with(next, self.chroma);
        }
        colour
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_there_and_back() {
        for hex in [
            0x00_00_00, 0xFF_FF_FF, 0x0B_64_72, 0xFF_00_00, 0x00_FF_00, 0x00_00_FF, 0x12_34_56,
        ] {
            let rgb = Rgb::from_hex(hex);
            assert_eq!(rgb.oklch().rgb().css(), format!("#{hex:06x}"));
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let black = Rgb::from_hex(0);
        assert!((black.contrast(Rgb::WHITE) - 21.0).abs() < 1e-9);
        // What https://webaim.org/resources/contrastchecker/ says.
        assert!((Rgb::from_hex(0x76_76_76).contrast(Rgb::WHITE) - 4.54).abs() < 0.01);
    }
}
