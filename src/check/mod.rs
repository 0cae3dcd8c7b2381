//! The findings of feeds.
