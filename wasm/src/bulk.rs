//! Polygons and lines as typed arrays.

use js_sys::{Float64Array, Object, Reflect, Uint32Array};
use onegrid::{LatticeCoord, Region};
use wasm_bindgen::JsValue;

/// `Shapes` of `types`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Shapes {
    coords: Vec<f64>,
    ring_ends: Vec<u32>,
    polygon_ends: Vec<u32>,
    ids: Vec<u32>,
}

/// `Lines` of `types`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Lines {
    coords: Vec<f64>,
    line_ends: Vec<u32>,
}

impl Shapes {
    pub(crate) fn of(regions: &[Region]) -> Self {
        let mut out = Self::default();
        for region in regions {
            for part in &region.parts {
                for ring in std::iter::once(&part.shell).chain(&part.holes) {
                    push(&mut out.coords, ring.iter().chain(ring.first()));
                    out.ring_ends.push(points(&out.coords));
                }
                out.polygon_ends.push(out.ring_ends.len() as u32);
                out.ids.push(region.id);
            }
        }
        out
    }

    pub(crate) fn into_js(self) -> Result<JsValue, JsValue> {
        object(&[
            ("coords", Float64Array::from(&self.coords[..]).into()),
            ("ringEnds", Uint32Array::from(&self.ring_ends[..]).into()),
            ("polygonEnds", Uint32Array::from(&self.polygon_ends[..]).into()),
            ("ids", Uint32Array::from(&self.ids[..]).into()),
        ])
    }
}

impl Lines {
    pub(crate) fn of(lines: &[Vec<LatticeCoord>]) -> Self {
        let mut out = Self::default();
        for line in lines {
            push(&mut out.coords, line.iter());
            out.line_ends.push(points(&out.coords));
        }
        out
    }

    pub(crate) fn into_js(self) -> Result<JsValue, JsValue> {
        object(&[
            ("coords", Float64Array::from(&self.coords[..]).into()),
            ("lineEnds", Uint32Array::from(&self.line_ends[..]).into()),
        ])
    }
}

fn push<'c>(coords: &mut Vec<f64>, line: impl Iterator<Item = &'c LatticeCoord>) {
    coords.extend(line.flat_map(|point| [point.lon_deg(), point.lat_deg()]));
}

fn points(coords: &[f64]) -> u32 {
    (coords.len() / 2) as u32
}

/// A plain object of values that are no JSON.
pub(crate) fn object(entries: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let out = Object::new();
    for (key, value) in entries {
        Reflect::set(&out, &JsValue::from_str(key), value)?;
    }
    Ok(out.into())
}

#[cfg(test)]
mod tests {
    use onegrid::Part;

    use super::*;

    fn square(at: i32) -> Vec<LatticeCoord> {
        [(0, 0), (1, 0), (1, 1), (0, 1)].iter().map(|&(x, y)| LatticeCoord::new(at + x, y)).collect()
    }

    #[test]
    fn rings_are_closed_and_ends_count_points_rings_and_polygons() {
        let first = Part { shell: square(0), holes: vec![square(10)] };
        let second = Part { shell: square(20), holes: Vec::new() };
        let shapes = Shapes::of(&[Region { id: 7, parts: vec![first, second] }]);
        assert_eq!(shapes.ring_ends, [5, 10, 15]);
        assert_eq!(shapes.polygon_ends, [2, 3]);
        assert_eq!(shapes.ids, [7, 7]);
        assert_eq!(shapes.coords.len(), 30);
        assert_eq!(shapes.coords[..2], shapes.coords[8..10]);
    }

    #[test]
    fn lines_are_not_closed() {
        let lines = Lines::of(&[square(0), square(5)]);
        assert_eq!(lines.line_ends, [4, 8]);
    }
}
