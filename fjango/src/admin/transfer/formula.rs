//! Text that spreadsheets would run.
//!
//! See OWASP, "CSV Injection": a cell that begins with one of these is a formula, whatever the file calls it.

/// Puts a quote before what a spreadsheet would take for a formula. A negative number is none.
pub(super) fn neutralized(text: String) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula && !is_number(&text) {
        format!("'{text}")
    } else {
        text
    }
}

/// Whether it is a plain decimal number.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        for formula in [
            "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=", "-", "-x", "--1", "-1|cmd", "-1.", "＝1",
        ] {
            assert_eq!(neutralized(formula.to_owned()), format!("'{formula}"));
        }
        for plain in ["", "1", "-1", "-12.50", "a=b", "1+1", "'=1", " =1"] {
            assert_eq!(neutralized(plain.to_owned()), plain);
        }
    }
}
