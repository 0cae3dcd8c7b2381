//! `select`: the posts of one feed, newest first.
