//! What an estimate says against what a merge comes to.

use onegrid_demo::Size;

use crate::support::{demo, make, street};

#[test]
fn a_merge_is_foretold_within_a_factor_of_two() {
    for (name, made) in [("street", street()), ("district", &make(demo(Size::District, 1)))] {
        let project = demo(if name == "street" { Size::Street } else { Size::District }, 1);
        let coming = onegrid::estimate(&project).expect("a sound project");
        let faces = f64::from(made.merged.grid.face_count());
        let ratio = coming.overlay.faces as f64 / faces;
        assert!((0.5..=2.0).contains(&ratio), "{name}: {coming:?}, {faces} faces");
        assert!(coming.memory_bytes > coming.overlay.memory_bytes && coming.seconds > coming.overlay.seconds);
    }
}
