//! A calendar day as text: checked, never read from a clock.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::CodeError;

/// A day, written `2026-11-22`. Sorts by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `2026-11-22`, also `2026/11/22` and `2026.11.22` as spreadsheets write it.
    ///
    /// # Errors
    /// [`CodeError::BadDate`] for anything that is no day of the Gregorian calendar.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let bad = || CodeError::BadDate { got: text.chars().take(40).collect() };
        let mut parts = text.trim().split(['-', '/', '.']);
        let mut number = |digits: std::ops::RangeInclusive<usize>| -> Result<u16, CodeError> {
            let part = parts.next().filter(|p| digits.contains(&p.len())).ok_or_else(bad)?;
            if part.bytes().all(|b| b.is_ascii_digit()) { part.parse().map_err(|_| bad()) } else { Err(bad()) }
        };
        let (year, month, day) = (number(4..=4)?, number(1..=2)?, number(1..=2)?);
        let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let days = match month {
            2 => 28 + u16::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        if parts.next().is_some() || !(1..=days).contains(&day) {
            return Err(bad());
        }
        Ok(Self { year, month: month as u8, day: day as u8 })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for (text, day) in [("2026-11-22", "2026-11-22"), ("2024/2/29", "2024-02-29"), (" 2000.02.29 ", "2000-02-29")] {
            assert_eq!(Date::parse(text).unwrap().to_string(), day);
        }
        for text in
            ["", "2026", "2026-13-01", "2026-02-29", "1900-02-29", "2026-00-10", "26-1-1", "2026-1-1-1", "2026-+1-1"]
        {
            assert_eq!(Date::parse(text).unwrap_err().code(), "codes.bad_date", "{text}");
        }
        assert!(Date::parse("2025-12-31").unwrap() < Date::parse("2026-01-01").unwrap());
    }
}
