//! What the demo cities promise, checked on their geometry.

mod counts;
mod damage;
mod houses;
mod law;
mod support;
