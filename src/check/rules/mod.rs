//! Every rule: what it finds, why it matters, and what to write instead.

/// Writes down the rules that one function finds.
macro_rules! rules {
    ($finder:ident: $($name:ident $code:literal $severity:ident [$($class:ident)?] $source:literal
        $summary:literal : $why:literal => $help:literal)*) => {
        $(
            pub(crate) static $name: $crate::check::registry::Rule = $crate::check::registry::Rule {
                code: $code,
                severity: $crate::problem::Severity::$severity,
                summary: $summary,
                why: $why,
                help: $help,
                source: $source,
                w3c: rules!(@class $($class)?),
                found_by: $crate::check::registry::Finder::$finder,
            };
        )*
        /// All of this file.
        pub(super) static ALL: &[&$crate::check::registry::Rule] = &[$(&$name,)*];
    };
    (@class) => { None };
    (@class $class:ident) => { Some(stringify!($class)) };
}

pub(crate) mod atom;
pub(crate) mod encoding;
pub(crate) mod extension;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod namespace;
pub(crate) mod reader;
pub(crate) mod rss;
pub(crate) mod structure;
pub(crate) mod value;
pub(crate) mod xml;

pub(crate) use self::{
    atom::*, encoding::*, extension::*, html::*, json::*, namespace::*, reader::*, rss::*, structure::*, value::*,
    xml::*,
};
use super::registry::Rule;

/// All rules, file by file.
pub(super) static ALL: &[&[&Rule]] = &[
    encoding::ALL,
    xml::ALL,
    namespace::ALL,
    structure::ALL,
    value::ALL,
    html::ALL,
    rss::ALL,
    atom::ALL,
    extension::ALL,
    json::ALL,
    reader::ALL,
];
