//! Media RSS.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use crate::check::grammar::{AttributeSpec, Context, Spec, leaf, may, must, skip, text, within};
use crate::check::rules;
use crate::check::value::Value;
use crate::check::xml::namespace::Ns;

const TITLE: &[AttributeSpec] = &[may("type", TEXT_TYPE)];
const TEXT_TYPE: Value = Value::OneOf(&["plain", "html"], &rules::INVALID_MEDIA_TEXT_TYPE);
const CATEGORY: &[AttributeSpec] = &[may("label", Value::Plain), may("scheme", Value::FullUri)];
const COPYRIGHT: &[AttributeSpec] = &[may("url", Value::FullUri)];
const CREDIT: &[AttributeSpec] = &[may("role", Value::Any), may("scheme", Value::Any)];
const HASH: &[AttributeSpec] = &[may("algo", Value::OneOf(&["md5", "sha-1"], &rules::INVALID_MEDIA_HASH))];
const PLAYER: &[AttributeSpec] =
    &[must("url", Value::FullUri), may("height", Value::Positive), may("width", Value::Positive)];
const RATING: &[AttributeSpec] = &[may("scheme", Value::Any)];
const RESTRICTION: &[AttributeSpec] = &[
    must("relationship", Value::OneOf(&["allow", "deny"], &rules::INVALID_MEDIA_RESTRICTION_REL)),
    may("type", Value::OneOf(&["country", "uri"], &rules::INVALID_MEDIA_RESTRICTION_TYPE)),
];
const TEXT: &[AttributeSpec] =
    &[may("type", TEXT_TYPE), may("start", Value::PlayTime), may("end", Value::PlayTime), may("lang", Value::Language)];
const THUMBNAIL: &[AttributeSpec] = &[
    must("url", Value::FullUri),
    may("height", Value::Positive),
    may("width", Value::Positive),
    may("time", Value::PlayTime),
];
const CONTENT: &[AttributeSpec] = &[
    may("bitrate", Value::LeadingFloat),
    may("channels", Value::NonNegative),
    may("duration", Value::LeadingFloat),
    may("expression", Value::OneOf(&["sample", "full", "nonstop"], &rules::INVALID_MEDIA_EXPRESSION)),
    may("fileSize", Value::Positive),
    may("framerate", Value::LeadingFloat),
    may("height", Value::Positive),
    may("isDefault", Value::TrueFalse),
    may("lang", Value::Language),
    may("medium", Value::OneOf(&["image", "audio", "video", "document", "executable"], &rules::INVALID_MEDIA_MEDIUM)),
    may("samplingrate", Value::LeadingFloat),
    may("type", Value::MediaTypeAttribute),
    may("url", Value::FullUri),
    may("width", Value::Positive),
];

/// The elements that may stand in feeds, entries, groups and contents.
pub(crate) fn element(name: &str) -> Option<Spec> {
    Some(match name {
        "adult" => leaf(Value::TrueFalse).once(),
        "category" => leaf(Value::Plain).with(CATEGORY),
        "copyright" => leaf(Value::Plain).with(COPYRIGHT).once(),
        "credit" => text().with(CREDIT),
        "title" | "description" => text().with(TITLE).once(),
        "keywords" => text(),
        "hash" => text().with(HASH),
        "player" => within(Context::Empty).with(PLAYER),
        "rating" => text().with(RATING),
        "restriction" => text().with(RESTRICTION),
        "text" => text().with(TEXT),
        "thumbnail" => within(Context::Empty).with(THUMBNAIL),
        // Version 1.5 of the specification has these beside; YouTube's feeds have some of them.
        "backLinks" | "comments" | "community" | "embed" | "license" | "location" | "peerLink" | "price"
        | "responses" | "rights" | "scenes" | "status" | "subTitle" => skip(),
        _ => return None,
    })
}

/// `media:content`.
pub(crate) const fn content() -> Spec {
    within(Context::MediaContent).with(CONTENT)
}

/// What groups and contents hold.
pub(crate) fn inside(context: Context, ns: Ns, name: &str) -> Option<Spec> {
    match (context, ns, name) {
        (Context::MediaGroup, Ns::Media, "content") => Some(content()),
        (_, Ns::Media, _) => element(name),
        (Context::MediaContent, ..) => super::anywhere(ns, name),
        _ => None,
    }
}

/// Attributes whose empty value says nothing, as the W3C's validator takes it.
pub(crate) const fn ignores_empty_attributes(ns: Ns) -> bool {
    matches!(ns, Ns::Media)
}

/// What is wrong with the text of a `media:rating` in its scheme.
pub(crate) fn is_rating(scheme: &str, value: &str) -> bool {
    match scheme {
        "urn:simple" => matches!(value, "adult" | "nonadult"),
        "urn:mpaa" => matches!(value, "g" | "m" | "nc-17" | "pg" | "pg-13" | "r" | "x"),
        "urn:v-chip" => matches!(
            value,
            "14+"
                | "18+"
                | "c"
                | "c8"
                | "g"
                | "pg"
                | "tv-14"
                | "tv-g"
                | "tv-ma"
                | "tv-pg"
                | "tv-y"
                | "tv-y7"
                | "tv-y7-fv"
        ),
        "urn:icra" => is_icra(value),
        _ => true,
    }
}

/// `r (nz 1 vz 0 …)`: two letters and a digit, as often as one likes.
fn is_icra(value: &str) -> bool {
    let Some(inner) = value.strip_prefix("r (").and_then(|rest| rest.strip_suffix(')')) else { return false };
    let words: Vec<&str> = inner.split(' ').collect();
    words.chunks(2).all(|pair| match pair {
        [code, digit] => {
            let mut letters = code.bytes();
            let (Some(kind), Some(detail), None) = (letters.next(), letters.next(), letters.next()) else {
                return false;
            };
            let last = match kind {
                b'n' | b'l' => b'c',
                b's' => b'f',
                b'v' => b'j',
                b'o' => b'h',
                b'c' => b'b',
                b'x' => b'e',
                _ => return false,
            };
            (detail == b'z' && matches!(*digit, "0" | "1")) || ((b'a'..=last).contains(&detail) && *digit == "1")
        }
        _ => false,
    })
}

/// The roles of the European Broadcasting Union, in which `media:credit` speaks unless it says otherwise.
pub(crate) fn is_role(role: &str) -> bool {
    ROLES.split('|').any(|known| known == role)
}

const ROLES: &str = "actor|adaptor|anchor person|animal trainer|animator|announcer|armourer|art director|artist|\
artist/performer|assistant camera|assistant chief lighting technician|assistant director|assistant producer|\
assistant visual editor|author|broadcast assistant|broadcast journalist|camera operator|carpenter|casting|causeur|\
chief lighting technician|choir|choreographer|clapper loader|commentary or commentator|commissioning broadcaster|\
composer|computer programmer|conductor|consultant|continuity checker|correspondent|costume designer|dancer|\
dialogue coach|director|director of photography|distribution company|draughtsman|dresser|dubber|editor|\
editor/producer|ensemble|executive producer|expert|fight director|floor manager|focus puller|foley artist|\
foley editor|foley mixer|graphic assistant|graphic designer|greensman|grip|hairdresser|illustrator|\
interviewed guest|interviewer|key character|key grip|key talents|leadman|librettist|lighting director|\
lighting technician|location manager|lyricist|make up artist|manufacturer|matte artist|music arranger|music group|\
musician|news reader|orchestra|participant|performer|photographer|post|producer|production assistant|\
production company|production department|production manager|production secretary|programme production researcher|\
programme proposal|property manager|publishing company|puppeteer|pyrotechnician|reporter|rigger|runner|scenario|\
scenic operative|script supervisor|second assistant camera|second assistant director|second unit director|\
set designer|set dresser|sign language|singer|sound designer|sound mixer|sound recordist|special effects|stunts|\
subtitles|technical director|term|translation|transportation manager|treatment|treatment proposal|\
treatment/programme proposal|vision mixer|visual editor|visual effects|wardrobe|witness";

/// ISO 3166: the countries.
pub(crate) fn is_country(code: &str) -> bool {
    code.len() == 2 && COUNTRIES.split(' ').any(|known| known == code)
}

const COUNTRIES: &str = "AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ \
BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET \
FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR \
IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN \
MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY \
QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR \
TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";
