//! The elements, attributes and styles of HTML that feeds may carry.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::names::{Name, marks};

/// A list of words that is asked for every tag of a feed.
type Words = LazyLock<HashSet<&'static str, BuildHasherDefault<Fnv>>>;

/// The hash of Fowler, Noll and Vo: quick for short words, and the lists are not for others to choose.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
}

fn words(list: &'static str) -> HashSet<&'static str, BuildHasherDefault<Fnv>> {
    list.split_ascii_whitespace().collect()
}

/// Elements that a reader can show without harm.
pub(super) const SAFE: &str = "a abbr acronym address area article aside audio b bdi bdo big blockquote br button canvas caption \
    center cite code col colgroup command data datagrid datalist dd del details dfn dialog dir div dl dt em \
    eventsource fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd \
    label legend li m main map mark menu meter nav noscript ol optgroup option output p picture pre progress q rp rt \
    ruby s samp section select small source span strike strong sub summary sup table tbody td template textarea tfoot \
    th thead time tr track tt u ul var video wbr";

/// Elements that load or run something, or belong to whole documents.
pub(super) const RISKY: &str = "applet base basefont body comment embed frame frameset head html iframe isindex link listing meta \
    noframes object param plaintext script slot style title xmp";

/// Attributes that a reader can show without harm; `data-` and `aria-` ones are as well.
static SAFE_ATTRIBUTES: Words = LazyLock::new(|| {
    words(
        "abbr accept accept-charset accesskey action align allow allowfullscreen \
    allowpaymentrequest alt as autocapitalize autocomplete autofocus autoplay axis background balance bgcolor \
    bgproperties border bordercolor bordercolordark bordercolorlight bottompadding cellpadding cellspacing ch \
    challenge char charoff charset checked choff cite class clear color cols colspan compact contenteditable controls \
    coords crossorigin data datafld datapagesize datasrc datetime decoding default delay dir dirname disabled download \
    draggable dynsrc enctype end enterkeyhint face for form formenctype frame galleryimg gutter headers height hidden \
    hidefocus high href hreflang hspace icon id inputmode is ismap itemid itemprop itemref itemscope itemtype keytype \
    kind label lang leftspacing list loading longdesc loop loopcount loopend loopstart low lowsrc max maxlength media \
    method min minlength multiple muted name nohref nonce noshade nowrap open optimum pattern ping placeholder \
    playsinline point-size poster pqg preload prompt radiogroup readonly referrerpolicy rel repeat-max repeat-min \
    replace required rev reversed rightspacing role rows rowspan rules scope selected shape size sizes span \
    spellcheck src srclang srcset start step summary suppress tabindex target template title toppadding translate \
    type unselectable urn usemap valign value variable volume vrml vspace width wrap xml:lang xmlns",
    )
});

/// Properties of CSS that change nothing outside their element.
static SAFE_PROPERTIES: Words = LazyLock::new(|| {
    words(
        "azimuth background background-color border border-bottom border-bottom-color \
    border-bottom-style border-bottom-width border-collapse border-color border-left border-left-color \
    border-left-style border-left-width border-right border-right-color border-right-style border-right-width \
    border-spacing border-style border-top border-top-color border-top-style border-top-width border-width clear \
    color cursor direction display elevation float font font-family font-size font-style font-variant font-weight \
    height letter-spacing line-height list-style-type margin margin-bottom margin-left margin-right margin-top \
    overflow padding padding-bottom padding-left padding-right padding-top pause pause-after pause-before pitch \
    pitch-range richness speak speak-header speak-numeral speak-punctuation speech-rate stress text-align \
    text-decoration text-indent unicode-bidi vertical-align voice-family volume white-space width",
    )
});

static SAFE_KEYWORDS: Words = LazyLock::new(|| {
    words(
        "aqua auto black block blue bold both bottom brown center collapse dashed dotted fuchsia gray \
    green !important italic left lime maroon medium none navy normal nowrap olive pointer purple red right solid \
    silver teal top transparent underline white yellow",
    )
});

/// The elements of SVG Tiny that do nothing but draw.
static SVG: Words = LazyLock::new(|| {
    words(
        "a animate animateColor animateMotion animateTransform circle defs desc ellipse font-face \
    font-face-name font-face-src g glyph hkern linearGradient line marker metadata missing-glyph mpath path polygon \
    polyline radialGradient rect set stop svg switch text title tspan use",
    )
});

static SVG_ATTRIBUTES: Words = LazyLock::new(|| {
    words(
        "accent-height accumulate additive alphabetic arabic-form ascent attributeName \
    attributeType baseProfile bbox begin by calcMode cap-height class color color-rendering content cx cy d dx dy \
    descent display dur end fill fill-opacity fill-rule font-family font-size font-stretch font-style font-variant \
    font-weight from fx fy g1 g2 glyph-name gradientUnits hanging height horiz-adv-x horiz-origin-x id ideographic k \
    keyPoints keySplines keyTimes lang mathematical marker-end marker-mid marker-start markerHeight markerUnits \
    markerWidth max min name offset opacity orient origin overline-position overline-thickness panose-1 path \
    pathLength points preserveAspectRatio r refX refY repeatCount repeatDur requiredExtensions requiredFeatures \
    restart rotate rx ry slope stemh stemv stop-color stop-opacity strikethrough-position strikethrough-thickness \
    stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity \
    stroke-width style systemLanguage target text-anchor to transform type u1 u2 underline-position \
    underline-thickness unicode unicode-range units-per-em values version viewBox visibility width widths x x-height \
    x1 x2 y y1 y2 zoomAndPan",
    )
});

static MATHML: Words = LazyLock::new(|| {
    words(
        "annotation annotation-xml maction math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom \
    mprescripts mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none \
    semantics",
    )
});

static MATHML_ATTRIBUTES: Words = LazyLock::new(|| {
    words(
        "actiontype align columnalign columnlines columnspacing columnspan depth display \
    displaystyle encoding equalcolumns equalrows fence fontstyle fontweight frame height linethickness lspace \
    mathbackground mathcolor mathvariant maxsize minsize other rowalign rowlines rowspacing rowspan rspace \
    scriptlevel selection separator stretchy width",
    )
});

/// Whether HTML has the element, written in lower case.
pub(crate) fn is_html(name: &str) -> bool {
    let found = Name::of(name);
    found.has(marks::SAFE | marks::RISKY) && found.text == name
}

/// Whether a reader can show the element without harm.
pub(crate) fn is_safe(name: &str) -> bool {
    let found = Name::of(name);
    found.has(marks::SAFE) && found.text == name
}

/// Whether a reader can show the attribute without harm.
pub(crate) fn is_safe_attribute(name: &str) -> bool {
    SAFE_ATTRIBUTES.contains(name) || name.starts_with("data-") || name.starts_with("aria-")
}

/// Whether SVG has the element and it does nothing but draw.
pub(crate) fn is_svg(name: &str) -> bool {
    SVG.contains(name)
}

/// Whether SVG has the attribute.
pub(crate) fn is_svg_attribute(name: &str) -> bool {
    SVG_ATTRIBUTES.contains(name)
}

/// Whether `MathML` has the element.
pub(crate) fn is_mathml(name: &str) -> bool {
    MATHML.contains(name)
}

/// Whether `MathML` has the attribute.
pub(crate) fn is_mathml_attribute(name: &str) -> bool {
    MATHML_ATTRIBUTES.contains(name)
}

pub(super) fn is_safe_property(name: &str) -> bool {
    SAFE_PROPERTIES.contains(name)
}

pub(super) fn is_safe_keyword(name: &str) -> bool {
    SAFE_KEYWORDS.contains(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole() {
        assert!(is_safe("a") && is_safe("h1") && is_safe("wbr") && is_safe("abbr"));
        assert!(!is_safe("scr") && !is_safe("script") && is_html("script") && !is_html("blink"));
        assert!(is_safe_attribute("data-x") && !is_safe_attribute("onclick"));
    }
}
