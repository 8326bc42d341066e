//! Progress of the crates in, calls of a JavaScript function out.

use std::cell::RefCell;

use js_sys::{Function, JsString};
use onegrid::{Progress, Step};
use wasm_bindgen::JsValue;

thread_local! {
    // A progress may be heard from any thread, a JavaScript function only from its own: the
    // function stays here, and `Listening` holds nothing.
    static LISTENER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Passes progress on to the function that listens during a piece of work.
pub(crate) struct Listening;

impl Listening {
    pub(crate) fn during<T>(listener: &Function, work: impl FnOnce(&dyn Progress) -> T) -> T {
        LISTENER.set(Some(listener.clone()));
        let done = work(&Listening);
        LISTENER.set(None);
        done
    }
}

impl Progress for Listening {
    fn step(&self, step: Step, done: u64, total: u64) {
        LISTENER.with_borrow(|listener| {
            if let Some(listener) = listener {
                tell(listener, step.id(), done, total);
            }
        });
    }
}

/// Tells of progress. A listener that throws must not stop the work it only watches.
pub(crate) fn tell(listener: &Function, step: &str, done: u64, total: u64) {
    let (done, total) = (JsValue::from_f64(done as f64), JsValue::from_f64(total as f64));
    drop(listener.call3(&JsValue::NULL, &JsString::from(step), &done, &total));
}
