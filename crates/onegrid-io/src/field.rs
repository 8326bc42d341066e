//! One value of one column, as it was written.

/// Values shown in messages are cut to this many characters: they may be hostile.
const SHOWN_CHARS: usize = 60;

/// Greatest household count of one record: far above any real one, so that sums cannot overflow.
pub(crate) const HOUSEHOLDS_MAX: u64 = u32::MAX as u64;

/// One value of one column. Numbers keep their digits, so that 12-digit codes stay exact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Field {
    /// Not there, or null.
    #[default]
    Absent,
    /// True or false.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A text.
    Text(String),
    /// A list or object, which no column should hold; as written, shortened.
    Nested(String),
}

impl Field {
    /// The value as a key or name: texts as they are, numbers in whole digits where they are whole
    /// (`5.0` is `5`). Empty texts, lists and objects are no key.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Absent | Self::Nested(_) => None,
            Self::Bool(value) => Some(value.to_string()),
            Self::Number(digits) => Some(whole_digits(digits).unwrap_or_else(|| digits.clone())),
            Self::Text(text) => (!text.is_empty()).then(|| text.clone()),
        }
    }

    /// The value as a count.
    ///
    /// # Errors
    /// The value as shown in messages, if it is there but is no whole number from 0 to 4294967295.
    pub fn to_count(&self) -> Result<Option<u64>, String> {
        let text = match self {
            Self::Absent => return Ok(None),
            Self::Text(text) if text.trim().is_empty() => return Ok(None),
            Self::Number(text) | Self::Text(text) => text.trim(),
            Self::Bool(_) | Self::Nested(_) => return Err(self.shown()),
        };
        whole_digits(text)
            .and_then(|digits| digits.parse::<u64>().ok())
            .filter(|&count| count <= HOUSEHOLDS_MAX)
            .map(Some)
            .ok_or_else(|| self.shown())
    }

    /// The value for a message: quoted if text, control characters escaped, shortened.
    pub fn shown(&self) -> String {
        match self {
            Self::Absent => "nothing".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(text) | Self::Nested(text) => shortened(text),
            Self::Text(text) => format!("\"{}\"", shortened(text)),
        }
    }
}

/// `5.0` and `5` as `5`, `6.4e1` as `64`; nothing if the number is not whole.
fn whole_digits(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if all_digits(whole) && all_digits(fraction) {
        if fraction.bytes().any(|b| b != b'0') {
            return None;
        }
        let sign = if whole.bytes().all(|b| b == b'0') { "" } else { sign };
        return Some(format!("{sign}{whole}"));
    }
    // Exponents: beyond 2^53 a float no longer knows its last digit, so such keys stay as written.
    let looks_numeric = text.contains(['e', 'E']) && text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let value = text.parse::<f64>().ok().filter(|v| looks_numeric && v.is_finite())?;
    let exact = value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0;
    exact.then(|| format!("{}", value as i64))
}

/// Text for a message: control characters escaped, cut to a readable length.
pub(crate) fn shortened(text: &str) -> String {
    let mut shown: String =
        text.chars().take(SHOWN_CHARS).map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{Field, shortened};

    fn number(text: &str) -> Field {
        Field::Number(text.to_owned())
    }

    #[test]
    fn numbers_become_keys_without_losing_digits() {
        for (written, key) in [
            ("128", "128"),
            ("110105001000", "110105001000"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("5.0", "5"),
            ("-0.0", "0"),
            ("-3", "-3"),
            ("5.25", "5.25"),
            ("1e3", "1000"),
            ("1e300", "1e300"),
        ] {
            assert_eq!(number(written).to_text().as_deref(), Some(key), "{written}");
        }
    }

    #[test]
    fn texts_stay_as_they_are() {
        for text in ["5.0", " x ", "\u{0}", "007"] {
            assert_eq!(Field::Text(text.to_owned()).to_text().as_deref(), Some(text));
        }
        assert_eq!(Field::Text(String::new()).to_text(), None);
    }

    #[test]
    fn only_whole_counts_are_counts() {
        for (written, count) in [("64", 64), ("64.0", 64), ("64.000", 64), ("0", 0), ("6.4e1", 64)] {
            assert_eq!(number(written).to_count(), Ok(Some(count)), "{written}");
            assert_eq!(Field::Text(format!(" {written} ")).to_count(), Ok(Some(count)));
        }
        for bad in ["12.5", "-1", "1e30", "4294967296", "64.", ".25", "inf", "NaN", ".25万", "６４"] {
            assert!(number(bad).to_count().is_err(), "{bad}");
        }
        assert_eq!(Field::Text("  ".to_owned()).to_count(), Ok(None));
        assert_eq!(Field::Absent.to_count(), Ok(None));
        assert_eq!(Field::Bool(true).to_count(), Err("true".to_owned()));
    }

    #[test]
    fn shown_values_are_short_and_printable() {
        let shown = shortened(&"a\n".repeat(10_000));
        assert!(shown.chars().count() == 61 && !shown.contains('\n'));
    }
}
