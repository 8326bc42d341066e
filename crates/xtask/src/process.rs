//! Runs commands: passes their output on as it comes, and counts the tests it tells of.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use crate::error::Error;

/// What test runners counted, summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }

    /// Reads the closing lines of Rust's test harness (`test result: ok. 3 passed; ...`) and of
    /// Node's spec reporter (`ℹ pass 3`); every other line counts nothing.
    fn read(line: &str) -> Self {
        let mut tally = Tally::default();
        if let Some(sums) = line.strip_prefix("test result: ") {
            let sums = sums.split_once(". ").map_or("", |(_, sums)| sums);
            for part in sums.split(';') {
                match part.trim().split_once(' ') {
                    Some((count, "passed")) => tally.passed += count.parse().unwrap_or(0),
                    Some((count, "failed")) => tally.failed += count.parse().unwrap_or(0),
                    Some((count, "ignored")) => tally.ignored += count.parse().unwrap_or(0),
                    _ => {}
                }
            }
        } else if let Some((word, count)) = line.strip_prefix("ℹ ").and_then(|sum| sum.split_once(' ')) {
            let count = count.trim().parse().unwrap_or(0);
            match word {
                "pass" => tally.passed += count,
                "fail" | "cancelled" => tally.failed += count,
                "skipped" | "todo" => tally.ignored += count,
                _ => {}
            }
        }
        tally
    }
}

/// Runs a command with this program's own input and output.
pub(crate) fn run(command: &mut Command) -> Result<(), Error> {
    announce(command);
    let status = command.status().map_err(|source| start(command, source))?;
    if status.success() { Ok(()) } else { Err(failed(command, &status.to_string())) }
}

/// Runs a test command, passes its output on and adds its sums to `tally`.
///
/// # Errors
/// Fails where the command fails, and where it ran no test at all.
pub(crate) fn run_tests(command: &mut Command, tally: &mut Tally) -> Result<(), Error> {
    announce(command);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|source| start(command, source))?;
    let mut sum = Tally::default();
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        // A line may hold any bytes: it is passed on as it came.
        while output.read_until(b'\n', &mut line).unwrap_or(0) > 0 {
            sum.add(Tally::read(String::from_utf8_lossy(&line).trim_end()));
            // A closed output must not hide the tests' own verdict.
            let _ = io::stdout().write_all(&line);
            line.clear();
        }
    }
    let status = child.wait().map_err(|source| start(command, source))?;
    tally.add(sum);
    if !status.success() {
        return Err(failed(command, &status.to_string()));
    }
    if sum.passed == 0 {
        return Err(Error::NoTests);
    }
    Ok(())
}

/// Runs a command quietly and returns what it wrote to its standard output.
///
/// # Errors
/// Fails where the command fails, with what it wrote to its standard error.
pub(crate) fn capture(command: &mut Command) -> Result<String, Error> {
    let output = command.output().map_err(|source| start(command, source))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(failed(command, &format!("{}: {}", output.status, said.trim())))
}

/// The command as one would type it.
fn words(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    if let Some(name) = words[0].rsplit(['/', '\\']).next().map(str::to_owned) {
        words[0] = name;
    }
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

fn announce(command: &Command) {
    println!("$ {}", words(command));
}

fn start(command: &Command, source: io::Error) -> Error {
    Error::Start { program: command.get_program().to_string_lossy().into_owned(), source }
}

fn failed(command: &Command, status: &str) -> Error {
    Error::Failed { command: words(command), status: status.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_the_rust_harness_are_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s";
        assert_eq!(Tally::read(line), Tally { passed: 12, failed: 3, ignored: 1 });
    }

    #[test]
    fn sums_of_the_node_runner_are_read() {
        let mut tally = Tally::default();
        for line in ["ℹ tests 3", "ℹ pass 2", "ℹ fail 1", "ℹ duration_ms 812.5"] {
            tally.add(Tally::read(line));
        }
        assert_eq!(tally, Tally { passed: 2, failed: 1, ignored: 0 });
    }

    #[test]
    fn a_sum_quoted_by_a_test_counts_nothing() {
        assert_eq!(Tally::read("got: test result: ok. 9 passed; 0 failed"), Tally::default());
    }

    #[test]
    fn tests_that_did_not_run_are_no_success() {
        let mut command = Command::new("cargo");
        command.arg("--version");
        let ran = run_tests(&mut command, &mut Tally::default());
        assert!(matches!(ran, Err(Error::NoTests)));
    }

    #[test]
    fn a_failing_command_names_itself() {
        let error = capture(Command::new("cargo").arg("no-such-chore"));
        let told = error.expect_err("cargo has no such chore").to_string();
        assert!(told.contains("cargo no-such-chore"), "{told}");
    }
}
