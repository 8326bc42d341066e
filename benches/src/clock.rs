//! Seconds, CPU seconds, memory, and the stages of an overlay.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use onegrid_planar::Progress;
use serde_json::{Value, json};

/// Runs from its start.
pub struct Clock {
    start: Instant,
    cpu_s: f64,
}

impl Clock {
    /// Starts now.
    pub fn start() -> Self {
        Self { cpu_s: cpu_s(), start: Instant::now() }
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    /// Seconds and CPU seconds of all threads since the start, as members of the line that is printed.
    pub fn stop(&self) -> Value {
        let seconds = self.seconds();
        json!({ "tool": "onegrid", "s": round(seconds, 1e4), "cpu_s": round(cpu_s() - self.cpu_s, 1e2) })
    }
}

/// Prints the members of some objects as one JSON line, with the peak of the process.
pub fn print_line(parts: &[Value]) {
    let mut line = serde_json::Map::new();
    for part in parts.iter().filter_map(Value::as_object) {
        line.extend(part.iter().map(|(k, v)| (k.clone(), v.clone())));
    }
    line.insert("threads".into(), json!(rayon::current_num_threads()));
    line.insert("peak_mb".into(), json!(round(peak_mb(), 10.0)));
    println!("{}", Value::Object(line));
}

/// Rounds to `1 / steps`.
pub fn round(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

/// CPU seconds of this process so far, in steps of 10 ms (Linux; 0 elsewhere).
pub fn cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // the name of the program, in brackets, may hold anything
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// Peak resident memory of this process, in MB (Linux; 0 elsewhere).
pub fn peak_mb() -> f64 {
    status_mb("VmHWM")
}

/// Resident memory of this process now, in MB (Linux; 0 elsewhere).
pub fn resident_mb() -> f64 {
    status_mb("VmRSS")
}

fn status_mb(member: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(member));
    let kb = line.and_then(|l| l.split_whitespace().nth(1)).and_then(|v| v.parse::<f64>().ok());
    kb.unwrap_or(0.0) / 1024.0
}

/// When each stage of an overlay began.
#[derive(Default)]
pub struct Stages(Mutex<Vec<(&'static str, Instant)>>);

impl Progress for Stages {
    fn step(&self, step: &'static str, _: u64, _: u64) {
        if let Ok(mut stages) = self.0.lock() {
            stages.push((step, Instant::now()));
        }
    }
}

impl Stages {
    /// How long each stage took, in the order they ran.
    pub fn durations(&self) -> Vec<(&'static str, Duration)> {
        let stages = self.0.lock().map(|s| s.clone()).unwrap_or_default();
        stages.windows(2).map(|w| (w[0].0, w[1].1 - w[0].1)).collect()
    }

    /// Seconds by stage.
    pub fn report(&self) -> Value {
        let seconds = self.durations().into_iter();
        Value::Object(seconds.map(|(name, d)| (name.to_owned(), json!(round(d.as_secs_f64(), 1e4)))).collect())
    }
}
