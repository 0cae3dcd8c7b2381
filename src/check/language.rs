//! Language tags (RFC 5646), as far as feeds need them judged: the language itself.

/// The languages of ISO 639-1.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv \
    cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig \
    ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh \
    mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc \
    sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo \
    wa wo xh yi yo za zh zu";

/// Whether `tag` begins with a language that exists.
///
/// Of the thousands of three-letter codes of ISO 639-3 only the form is looked at; `x-` and `i-` tags are free.
pub(super) fn is_known(tag: &str) -> bool {
    let language = tag.split('-').next().unwrap_or_default();
    let is_word = !language.is_empty() && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_word
        && match language.len() {
            1 => matches!(language, "x" | "X" | "i" | "I"),
            2 => TWO_LETTERS.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(language)),
            3 => true,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_those_of_iso_639() {
        for good in ["en", "en-US", "EN", "deu", "zh-Hant-TW", "x-klingon"] {
            assert!(is_known(good), "{good}");
        }
        for bad in ["", "en_US", "english", "zz", "e"] {
            assert!(!is_known(bad), "{bad}");
        }
    }
}
