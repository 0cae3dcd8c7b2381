//! People: the shapes in which posts and configurations name their authors.

use url::Url;

/// Somebody who writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The name, never empty.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Home page.
    pub url: Option<Url>,
    /// Picture.
    pub avatar: Option<Url>,
}
