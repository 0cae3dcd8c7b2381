//! Pelican's rules, as Pelican 4.12 was seen to follow them.

use super::site_rules::assert_rules;

#[test]
fn every_recorded_row_of_pelican_is_ours() {
    assert_rules("pelican", 168, |_, _| false);
}
