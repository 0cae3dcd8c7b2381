//! Zola's rules, as Zola 0.22 was seen to follow them.

use super::site_rules::assert_rules;

#[test]
fn every_recorded_row_of_zola_is_ours() {
    assert_rules("zola", 128, |_, _| false);
}
