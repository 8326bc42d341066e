//! Codes of zones: a template and an order in, unique codes out that are never given twice.
//!
//! # Guarantees
//! 1. Codes are unique, and none is given that a [`Register`] or an earlier grid has ever used.
//! 2. The first numbering of a community runs from the start of the range without holes, in the
//!    declared [`CodeOrder`].
//! 3. Later numberings leave kept codes alone; fresh numbers come after the highest ever used.
//!
//! # Method
//! A [`CodeTemplate`] is a list of segments; [`assign`] fills it. DB11/T 2157-2023 (12-digit
//! community code, 3-digit sequence) is the default, CJ/T 349-2010 is [`CodeTemplate::cjt_349`].

pub(crate) mod admin;
mod areas;
pub(crate) mod assign;
mod date;
mod error;
mod order;
mod register;
mod template;

pub use admin::{AdminEntry, AdminFinding, AdminTable, CommunityName, code_structure};
pub use areas::{CodedArea, code_areas};
pub use date::Date;
pub use error::CodeError;
pub use order::CodeOrder;
pub(crate) use order::{Place, check_prefixes, degrees, fixed, label_point};
pub use register::{CodeEntry, CodeStatus, Register, Withdrawal};
pub use template::{CodeParts, CodeSegment, CodeTemplate};
