//! What the demo cities promise, checked on their geometry.

mod counts;
mod damage;
mod law;
mod support;
