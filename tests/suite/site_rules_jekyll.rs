//! Jekyll's rules, as Jekyll 4.3.1 and jekyll-feed 0.17 were seen to follow them.

use super::site_rules::assert_rules;

#[test]
fn every_recorded_row_of_jekyll_is_ours() {
    assert_rules("jekyll", 504, |_, _| false);
}
