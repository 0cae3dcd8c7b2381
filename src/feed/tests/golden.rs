//! Golden feeds: what a subscriber gets, to the byte. `FEEDWRIGHT_BLESS=1 cargo test golden` writes them anew; read
//! the difference before you commit it, as every subscriber will get it.

use std::fs;
use std::path::Path;

use super::{samples, written};
use crate::feed::Format;

#[test]
fn the_samples_are_written_as_expected() {
    let bless = std::env::var_os("FEEDWRIGHT_BLESS").is_some();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for (case, feed) in samples::all() {
        for format in Format::ALL {
            let path = golden.join(case).join("expected").join(format.file_name());
            let got = written(&feed, format);
            if bless {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &got).unwrap();
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(got, expected, "{} is not as expected", path.display());
        }
    }
}
