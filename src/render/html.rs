//! `SafeHtml`: HTML that is balanced and made of an allow-list, made in one place.

/// HTML that is safe to show: balanced, only allowed elements and attributes, every URL absolute, no character that
/// XML forbids.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
impl SafeHtml {
    /// Whatever a test of the formats puts into a feed.
    pub(crate) fn unchecked(html: &str) -> Self {
        Self(html.to_owned())
    }
}
