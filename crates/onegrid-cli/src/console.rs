//! Words and progress on the terminal.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytesize::ByteSize;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use onegrid::{Estimate, Lang, Limits, Progress, Step};

use crate::args::{Common, LangArg};

static STOPPED: AtomicBool = AtomicBool::new(false);

/// How long the running step may take to notice that it is to end.
const PATIENCE: Duration = Duration::from_millis(300);

/// A merge that will take longer than this is announced (s).
const LONG_S: f64 = 5.0;

/// Lets Ctrl-C end the running step, and the program where the step does not listen in time; the unfinished
/// output is removed either way.
pub(crate) fn stop_on_ctrl_c() {
    let handler = || {
        STOPPED.store(true, Ordering::SeqCst);
        std::thread::sleep(PATIENCE);
        onegrid_io::abandon_unfinished();
        std::process::exit(130);
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        let _ = writeln!(std::io::stderr(), "Ctrl-C will leave a hidden folder behind: {error}");
    }
}

/// How a command talks: language, JSON or text, progress or quiet.
pub(crate) struct Console {
    pub lang: Lang,
    pub json: bool,
    quiet: bool,
    limits: Limits,
    bar: ProgressBar,
    steps: Mutex<Vec<(Step, Instant)>>,
    foretold: Mutex<Option<Estimate>>,
}

impl Console {
    pub(crate) fn new(common: &Common) -> Self {
        let shows = !common.quiet && !common.json && std::io::stderr().is_terminal();
        let target = if shows { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(1), target);
        let style = ProgressStyle::with_template("{msg:<24} [{bar:30}] {percent:>3}% {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        Self {
            lang: common.lang.map_or_else(lang_of_locale, LangArg::into),
            json: common.json,
            quiet: common.quiet || common.json,
            limits: common.max_memory.map_or_else(Limits::default, |size| Limits::with_memory(size.as_u64())),
            bar,
            steps: Mutex::new(Vec::new()),
            foretold: Mutex::new(None),
        }
    }

    /// Ends the command where the user asked for it.
    pub(crate) fn go_on(&self) -> Result<(), onegrid::Error> {
        if self.is_cancelled() { Err(onegrid::Error::Cancelled) } else { Ok(()) }
    }

    /// What the last overlay was foretold to come to.
    pub(crate) fn foretold(&self) -> Option<Estimate> {
        *self.foretold.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// An estimate in words.
    pub(crate) fn estimate_line(&self, coming: &Estimate) -> String {
        let o = &coming.overlay;
        let (memory, seconds) = (ByteSize(coming.memory_bytes).display().si(), coming.seconds);
        self.pick(
            &format!("估计: {} 条线段,约 {} 个叠加面,约 {memory} 内存,约 {seconds:.0} 秒", o.segments, o.faces),
            &format!("expected: {} segments, about {} faces, {memory} of memory, {seconds:.0} s", o.segments, o.faces),
        )
        .to_string()
    }

    /// One of two texts, by language.
    pub(crate) fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    /// Prints a line of the result.
    pub(crate) fn say(&self, line: &str) {
        self.bar.suspend(|| {
            // a closed pipe (head) is no failure of ours
            let _ = writeln!(std::io::stdout(), "{line}");
        });
    }

    /// Prints a value as JSON.
    pub(crate) fn json(&self, value: &impl serde::Serialize) -> std::io::Result<()> {
        let text = serde_json::to_string_pretty(value).map_err(std::io::Error::other)?;
        self.say(&text);
        Ok(())
    }

    /// Names a step that the engine does not report itself.
    pub(crate) fn note(&self, zh: &str, en: &str) {
        self.bar.set_message(self.pick(zh, en).to_string());
        self.bar.tick();
    }

    /// Seconds of each step since the last call, in the order in which they began.
    pub(crate) fn take_timings(&self) -> Vec<(String, f64)> {
        let mut steps = self.steps.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let ends: Vec<Instant> = steps.iter().skip(1).map(|s| s.1).chain([Instant::now()]).collect();
        let timings =
            steps.iter().zip(ends).map(|((step, from), to)| (step.id().to_string(), (to - *from).as_secs_f64()));
        let out = timings.collect();
        steps.clear();
        out
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn step_name(&self, step: Step) -> &str {
        match step {
            Step::Place => self.pick("定位到格网", "placing"),
            Step::Overlay => self.pick("叠加各图层", "overlaying layers"),
            Step::Weigh => self.pick("分配户数", "counting households"),
            Step::Defects => self.pick("查找缺陷", "finding defects"),
            Step::Design => self.pick("设计网格", "designing zones"),
            Step::Report => self.pick("汇总报告", "summing up"),
            Step::Snapshot => self.pick("网格快照", "snapshot of the zones"),
        }
    }
}

impl Progress for Console {
    fn step(&self, step: Step, done: u64, total: u64) {
        let mut steps = self.steps.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if steps.last().is_none_or(|s| s.0 != step) {
            steps.push((step, Instant::now()));
        }
        drop(steps);
        self.bar.set_message(self.step_name(step).to_string());
        self.bar.set_length(total.max(1));
        self.bar.set_position(done);
    }

    fn is_cancelled(&self) -> bool {
        STOPPED.load(Ordering::SeqCst)
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn foretell(&self, coming: &Estimate) {
        *self.foretold.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(*coming);
        if coming.seconds > LONG_S && !self.quiet {
            let line = self.estimate_line(coming);
            self.bar.suspend(|| {
                let _ = writeln!(std::io::stderr(), "{line}");
            });
        }
    }
}

/// Chinese where the locale says so, else English.
fn lang_of_locale() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|v| std::env::var(v).ok().filter(|s| !s.is_empty()));
    if locale.is_some_and(|l| l.to_ascii_lowercase().starts_with("zh")) { Lang::Zh } else { Lang::En }
}
