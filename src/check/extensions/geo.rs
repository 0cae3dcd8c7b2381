//! Places: the W3C's `geo`, `geourl`, `icbm`, `georss` and the part of GML that it holds.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use crate::check::grammar::{AttributeSpec, Context, Spec, leaf, may, text, within};
use crate::check::value::Value;
use crate::check::xml::namespace::Ns;

const SYSTEM: &[AttributeSpec] = &[may("srsName", Value::Any)];

/// What `GeoRSS` says of a shape, which its schema also allows as attributes.
const PROPERTIES: &[AttributeSpec] = &[
    may("featuretypetag", Value::Any),
    may("relationshiptag", Value::Any),
    may("featurename", Value::Any),
    may("elev", Value::Decimal),
    may("floor", Value::Integer),
    may("radius", Value::Float),
];

/// The elements that may stand anywhere.
pub(crate) fn anywhere(ns: Ns, name: &str) -> Option<Spec> {
    Some(match (ns, name) {
        (Ns::Geo, "Point") => within(Context::GeoPoint),
        (Ns::Geo, "alt") | (Ns::Georss, "elev") => leaf(Value::Decimal),
        (Ns::Geo, "lat") | (Ns::Geourl | Ns::Icbm, "latitude") => leaf(Value::Latitude),
        (Ns::Geo, "long") | (Ns::Geourl | Ns::Icbm, "longitude") => leaf(Value::Longitude),
        (Ns::Georss, "where") => within(Context::Where),
        (Ns::Georss, "point") => leaf(Value::Position).with(PROPERTIES),
        (Ns::Georss, "line" | "polygon" | "box") => leaf(Value::Positions).with(PROPERTIES),
        (Ns::Georss, "circle") => text().with(PROPERTIES),
        (Ns::Georss, "featureTypeTag" | "relationshipTag" | "featureName") => text(),
        (Ns::Georss, "featuretypetag" | "relationshiptag" | "featurename") => text(),
        (Ns::Georss, "floor") => leaf(Value::Integer),
        (Ns::Georss, "radius") => leaf(Value::Float),
        _ => return None,
    })
}

/// The elements inside `geo:Point`, `georss:where` and the shapes of GML.
pub(crate) fn inside(context: Context, ns: Ns, name: &str) -> Option<Spec> {
    Some(match (context, ns, name) {
        (Context::GeoPoint, Ns::Geo, "lat") => leaf(Value::Latitude),
        (Context::GeoPoint, Ns::Geo, "long") => leaf(Value::Longitude),
        (Context::Where, Ns::Gml, "Point") => within(Context::GmlPoint).with(SYSTEM),
        (Context::Where, Ns::Gml, "LineString") => within(Context::GmlLine).with(SYSTEM),
        (Context::Where, Ns::Gml, "Polygon") => within(Context::GmlPolygon).with(SYSTEM),
        (Context::Where, Ns::Gml, "Envelope") => within(Context::GmlEnvelope).with(SYSTEM),
        (Context::GmlPoint, Ns::Gml, "pos") => leaf(Value::Position),
        (Context::GmlLine | Context::GmlRing, Ns::Gml, "posList") => leaf(Value::Positions),
        (Context::GmlPolygon, Ns::Gml, "exterior") => within(Context::GmlExterior),
        (Context::GmlExterior, Ns::Gml, "LinearRing") => within(Context::GmlRing).with(SYSTEM),
        (Context::GmlEnvelope, Ns::Gml, "lowerCorner" | "upperCorner") => leaf(Value::Position),
        _ => return None,
    })
}
