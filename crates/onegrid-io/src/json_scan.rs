//! Bytes of a JSON file in, one whole value after the other out, with its place in the file.
//!
//! The scanner only finds where values begin and end; `serde_json` reads what is inside. So memory
//! is bounded by one value, and every message can name a line and column of the file.

use std::io::Read;

use crate::field::shortened;
use crate::{Place, ReadError};

/// Deepest nesting: serde_json stops at 128 of its own.
const DEPTH_MAX: u32 = 120;
/// Largest single value. The outline of a province at full detail takes a tenth of it.
const VALUE_BYTES_MAX: usize = 256 << 20;
const BUFFER_BYTES: usize = 64 << 10;

pub(crate) struct JsonScanner<'a> {
    input: Box<dyn Read + 'a>,
    pub(crate) file: String,
    /// Whole features read so far, for messages.
    pub(crate) features: u64,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    place: Place,
    byte: u64,
    value_bytes_max: usize,
}

/// Where a captured value begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    place: Place,
    byte: u64,
}

/// What the bracket counting knows between two buffers.
#[derive(Default)]
struct Nesting {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

enum Step {
    Inside,
    /// The value ends with this byte.
    EndsHere,
    /// The value ended before this byte.
    EndedBefore,
}

impl<'a> JsonScanner<'a> {
    pub(crate) fn new(input: Box<dyn Read + 'a>, file: String) -> Self {
        Self {
            input,
            file,
            features: 0,
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            end: 0,
            place: Place::START,
            byte: 0,
            value_bytes_max: VALUE_BYTES_MAX,
        }
    }

    /// Skips the byte order mark that some editors put first.
    pub(crate) fn skip_bom(&mut self) -> Result<(), ReadError> {
        while self.end < 3 {
            if self.read_more()? == 0 {
                break;
            }
        }
        if self.buffer[..self.end].starts_with(b"\xEF\xBB\xBF") {
            self.start = 3;
            self.byte = 3;
        }
        Ok(())
    }

    /// The next byte that is not white space, left in place; `None` at the end of the file.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        loop {
            let white = self.buffer[self.start..self.end].iter().take_while(|b| b.is_ascii_whitespace()).count();
            self.advance(white);
            if self.start < self.end {
                return Ok(Some(self.buffer[self.start]));
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Takes the byte that [`peek`](Self::peek) showed.
    pub(crate) fn bump(&mut self) {
        if self.start < self.end {
            self.advance(1);
        }
    }

    /// Takes the next byte, which must be one of `wanted`.
    pub(crate) fn expect(&mut self, wanted: &[u8], problem: &str) -> Result<u8, ReadError> {
        match self.peek()? {
            Some(byte) if wanted.contains(&byte) => {
                self.bump();
                Ok(byte)
            }
            Some(_) => Err(self.unexpected(problem)),
            None => Err(self.truncated()),
        }
    }

    /// Copies the next whole value into `out`.
    pub(crate) fn capture(&mut self, out: &mut Vec<u8>) -> Result<Origin, ReadError> {
        out.clear();
        if self.peek()?.is_none() {
            return Err(self.truncated());
        }
        let origin = Origin { place: self.place, byte: self.byte };
        let mut nesting = Nesting::default();
        loop {
            let mut used = 0;
            let mut is_done = false;
            for &byte in &self.buffer[self.start..self.end] {
                match nesting.step(byte) {
                    Step::Inside => used += 1,
                    Step::EndsHere => {
                        used += 1;
                        is_done = true;
                        break;
                    }
                    Step::EndedBefore => {
                        is_done = true;
                        break;
                    }
                }
                if nesting.depth > DEPTH_MAX {
                    self.advance(used);
                    return Err(self.too_deep());
                }
            }
            out.extend_from_slice(&self.buffer[self.start..self.start + used]);
            self.advance(used);
            if is_done {
                break;
            }
            if out.len() > self.value_bytes_max {
                return Err(ReadError::FeatureTooLarge {
                    file: self.file.clone(),
                    feature: self.features,
                    limit_bytes: self.value_bytes_max as u64,
                });
            }
            if !self.fill()? {
                return Err(self.truncated());
            }
        }
        if out.is_empty() {
            return Err(self.unexpected("expected a value"));
        }
        Ok(origin)
    }

    /// The captured bytes as text.
    pub(crate) fn text<'b>(&self, origin: Origin, bytes: &'b [u8]) -> Result<&'b str, ReadError> {
        std::str::from_utf8(bytes).map_err(|error| ReadError::NotUtf8 {
            file: self.file.clone(),
            byte: origin.byte + error.valid_up_to() as u64,
        })
    }

    /// The error for a captured value that serde_json refused.
    pub(crate) fn syntax(
        &self,
        origin: Origin,
        text: &str,
        feature: Option<u32>,
        error: &serde_json::Error,
    ) -> ReadError {
        let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let offset = (line_start + error.column().saturating_sub(1)).min(text.len());
        let place = if error.line() <= 1 {
            Place { line: origin.place.line, column: origin.place.column.saturating_add(offset as u32) }
        } else {
            Place {
                line: origin.place.line.saturating_add(error.line() as u32 - 1),
                column: error.column().max(1) as u32,
            }
        };
        let message = error.to_string();
        let problem = message.split(" at line ").next().unwrap_or_default().to_owned();
        ReadError::Syntax {
            file: self.file.clone(),
            place,
            byte: origin.byte + offset as u64,
            feature,
            problem,
            got: quoted(&text.as_bytes()[offset..]),
        }
    }

    /// The error for the byte that stands next.
    pub(crate) fn unexpected(&mut self, problem: &str) -> ReadError {
        self.look_ahead(QUOTED_BYTES_MAX);
        let next = &self.buffer[self.start..self.end];
        // Bytes that cannot begin anything in UTF-8: another encoding, not a slip in the JSON.
        if next.first().is_some_and(|b| !b.is_ascii())
            && let Err(error) = std::str::from_utf8(&next[..next.len().min(4)])
            && error.valid_up_to() == 0
        {
            return ReadError::NotUtf8 { file: self.file.clone(), byte: self.byte };
        }
        ReadError::Syntax {
            file: self.file.clone(),
            place: self.place,
            byte: self.byte,
            feature: None,
            problem: problem.to_owned(),
            got: quoted(next),
        }
    }

    fn truncated(&self) -> ReadError {
        ReadError::Truncated { file: self.file.clone(), place: self.place, byte: self.byte, features: self.features }
    }

    fn too_deep(&self) -> ReadError {
        ReadError::TooDeep { file: self.file.clone(), place: self.place, byte: self.byte, limit: DEPTH_MAX }
    }

    fn advance(&mut self, count: usize) {
        for &byte in &self.buffer[self.start..self.start + count] {
            if byte == b'\n' {
                self.place.line = self.place.line.saturating_add(1);
                self.place.column = 1;
            } else {
                self.place.column = self.place.column.saturating_add(1);
            }
        }
        self.start += count;
        self.byte += count as u64;
    }

    /// Reads on until `count` bytes stand in the buffer or no more come: a message must not depend on how
    /// the bytes arrived, and a letter must not be judged by half.
    fn look_ahead(&mut self, count: usize) {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        while self.end < count && self.read_more().is_ok_and(|read| read > 0) {}
    }

    /// Refills the used-up buffer; false at the end of the file.
    fn fill(&mut self) -> Result<bool, ReadError> {
        self.start = 0;
        self.end = 0;
        Ok(self.read_more()? > 0)
    }

    fn read_more(&mut self) -> Result<usize, ReadError> {
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(count) => {
                    self.end += count;
                    return Ok(count);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(ReadError::Io {
                        file: self.file.clone(),
                        byte: self.byte + (self.end - self.start) as u64,
                        cause: error.to_string(),
                    });
                }
            }
        }
    }
}

impl Nesting {
    fn step(&mut self, byte: u8) -> Step {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => {
                    self.in_string = false;
                    return self.ends_if_outermost();
                }
                _ => {}
            }
            return Step::Inside;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' if self.depth > 0 => {
                self.depth -= 1;
                return self.ends_if_outermost();
            }
            b'}' | b']' | b',' | b' ' | b'\n' | b'\r' | b'\t' if self.depth == 0 => return Step::EndedBefore,
            _ => {}
        }
        Step::Inside
    }

    fn ends_if_outermost(&self) -> Step {
        if self.depth == 0 { Step::EndsHere } else { Step::Inside }
    }
}

/// Enough for what a message quotes.
const QUOTED_BYTES_MAX: usize = 80;

/// The beginning of what stands there, for a message.
pub(crate) fn quoted(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(QUOTED_BYTES_MAX)]);
    let beginning: String = text.chars().take(16).collect();
    if beginning.is_empty() { "the end".to_owned() } else { format!("`{}`", shortened(&beginning)) }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::JsonScanner;
    use crate::ReadError;

    #[test]
    fn an_endless_value_is_refused() {
        let endless = b"\"".chain(io::repeat(b'x'));
        let mut scanner = JsonScanner::new(Box::new(endless), "a.geojson".to_owned());
        scanner.value_bytes_max = 1 << 20;
        let mut out = Vec::new();
        let error = scanner.capture(&mut out).unwrap_err();
        assert!(matches!(error, ReadError::FeatureTooLarge { limit_bytes: 1_048_576, .. }), "{error}");
        assert!(out.len() < 2 << 20, "little more than the limit is held");
    }

    #[test]
    fn a_message_does_not_depend_on_how_the_bytes_arrived() {
        // `北` comes in three reads of one byte each: still UTF-8, and quoted whole
        let bytes: [&[u8]; 4] = [b"\xE5", b"\x8C", b"\x97", "京, and more than sixteen letters".as_bytes()];
        let whole = bytes.concat();
        let parts = bytes[0].chain(bytes[1]).chain(bytes[2]).chain(bytes[3]);
        let mut dripping = JsonScanner::new(Box::new(parts), "a.geojson".to_owned());
        let mut at_once = JsonScanner::new(Box::new(&whole[..]), "a.geojson".to_owned());
        let told = [&mut dripping, &mut at_once].map(|s| s.expect(b",]", "expected `,` or `]`").unwrap_err());
        assert!(matches!(&told[0], ReadError::Syntax { got, .. } if got.starts_with("`北京, and")), "{}", told[0]);
        assert_eq!(told[0], told[1]);
    }
}
