//! What may stand where: the words in which the formats and the extensions are written down.

use super::registry::Rule;
use super::rules;
use super::value::Value;
use super::xml::namespace::Ns;

/// What kind of element one is, and so what may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text and nothing else.
    Leaf,
    /// Nothing is looked at, but for characters and names without a namespace.
    Skip,
    /// An RDF property or resource of which only the form is looked at.
    Rdf,
    /// An Atom text construct: `title`, `summary`, `rights`.
    TextConstruct,
    /// Atom's `content`.
    AtomContent,
    /// XHTML of which only the safety is looked at: the old `xhtml:body`.
    Xhtml,
    /// The `div` of an Atom text construct.
    Div,
    /// Inside that `div`.
    DivPart,
    /// Elements as the context says.
    In(Context),
}

/// An element whose children are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// The document.
    Root,
    Rss,
    Channel,
    Item,
    Image,
    TextInput,
    SkipHours,
    SkipDays,
    /// An element of RSS that has attributes alone: `cloud`, `enclosure`.
    Empty,
    Rdf,
    RdfChannel,
    RdfItem,
    RdfImage,
    RdfTextInput,
    RdfItems,
    RdfSeq,
    ContentItems,
    ContentBag,
    ContentListItem,
    ContentItem,
    Feed,
    Entry,
    Source,
    Person,
    Link,
    AppControl,
    Opml,
    OpmlHead,
    OpmlBody,
    Outline,
    ItunesOwner,
    ItunesCategory,
    ItunesSubcategory,
    MediaGroup,
    MediaContent,
    GeoPoint,
    Where,
    GmlPoint,
    GmlLine,
    GmlPolygon,
    GmlExterior,
    GmlRing,
    GmlEnvelope,
    SyncSharing,
    Sync,
    ListInfo,
}

/// What is known of an element in its place.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that the tables state by name")]
pub(super) struct Spec {
    /// What it may hold.
    pub kind: Kind,
    /// What its text must be.
    pub value: Value,
    /// Whether it must not be empty.
    pub filled: bool,
    /// Whether white space around the text is an error.
    pub tight: bool,
    /// The rule that a second one of its name breaks.
    pub once: Option<&'static Rule>,
    /// The attributes that it may have.
    pub attributes: &'static [AttributeSpec],
    /// Whether any attribute is welcome.
    pub open: bool,
    /// Whether its name is one of the grammar's, so that its parent need remember it.
    pub known: bool,
}

/// What is known of an attribute of an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct AttributeSpec {
    pub ns: Ns,
    pub name: &'static str,
    pub value: Value,
    pub required: bool,
}

impl Spec {
    const fn of(kind: Kind, value: Value) -> Self {
        Self { kind, value, filled: false, tight: false, once: None, attributes: &[], open: false, known: true }
    }

    /// The same, but at most once in its parent.
    pub(super) const fn once(mut self) -> Self {
        self.once = Some(&rules::DUPLICATE_ELEMENT);
        self
    }

    /// The same, but a second one breaks `rule`.
    pub(super) const fn once_or(mut self, rule: &'static Rule) -> Self {
        self.once = Some(rule);
        self
    }

    /// The same, but not empty.
    pub(super) const fn filled(mut self) -> Self {
        self.filled = true;
        self
    }

    /// The same, without white space around the text.
    pub(super) const fn tight(mut self) -> Self {
        self.tight = true;
        self
    }

    /// The same with these attributes.
    pub(super) const fn with(mut self, attributes: &'static [AttributeSpec]) -> Self {
        self.attributes = attributes;
        self
    }
}

/// An element that holds text of this form.
pub(super) const fn leaf(value: Value) -> Spec {
    Spec::of(Kind::Leaf, value)
}

/// An element that holds any text.
pub(super) const fn text() -> Spec {
    Spec::of(Kind::Leaf, Value::Any)
}

/// An element with elements in it.
pub(super) const fn within(context: Context) -> Spec {
    Spec::of(Kind::In(context), Value::Any)
}

/// An element that is not looked into.
pub(super) const fn skip() -> Spec {
    let mut spec = Spec::of(Kind::Skip, Value::Any);
    spec.open = true;
    spec
}

/// An element that nobody knows.
pub(super) const fn stranger() -> Spec {
    let mut spec = skip();
    spec.known = false;
    spec
}

/// An element of RDF, of which only the form counts.
pub(super) const fn rdf() -> Spec {
    let mut spec = Spec::of(Kind::Rdf, Value::Any);
    spec.open = true;
    spec.known = false;
    spec
}

/// An element of one of the kinds that read their own content.
pub(super) const fn of_kind(kind: Kind) -> Spec {
    Spec::of(kind, Value::Any)
}

/// An attribute that may stand there.
pub(super) const fn may(name: &'static str, value: Value) -> AttributeSpec {
    AttributeSpec { ns: Ns::Core, name, value, required: false }
}

/// An attribute that must stand there.
pub(super) const fn must(name: &'static str, value: Value) -> AttributeSpec {
    AttributeSpec { ns: Ns::Core, name, value, required: true }
}

/// An attribute of another namespace that may stand there.
pub(super) const fn may_in(ns: Ns, name: &'static str, value: Value) -> AttributeSpec {
    AttributeSpec { ns, name, value, required: false }
}

/// The attributes of an RDF property that names a resource.
pub(super) const RESOURCE: &[AttributeSpec] =
    &[may_in(Ns::Rdf, "resource", Value::Uri), may_in(Ns::Dc, "title", Value::Any)];

/// An RDF property that names a resource.
pub(super) const fn resource() -> Spec {
    leaf(Value::Resource).with(RESOURCE)
}
