//! The `feedwright` command: arguments in, exit code out.

fn main() {}
