//! Columns of longitude and latitude confused.

use super::{BASE, collection, feature, rect, run, sound};

#[test]
fn latitude_before_longitude_in_a_layer_is_named_as_such() {
    // 32 N, 118 E written as (32, 118): 118 is no latitude
    let features = [feature("B0", &rect(32.0, 118.0, 32.01, 118.01))];
    let Err(stop) = run(BASE, &[("civil.geojson", collection(&features))]) else { panic!("it was merged") };
    assert_eq!(stop.code(), "place.not_degrees");
    assert!(stop.message().contains("swapped"), "{}", stop.message());
}

#[test]
fn households_that_all_lie_elsewhere_are_an_error_with_file_and_place() {
    let layers = format!(
        "{BASE}[[layer]]\nid = \"doors\"\nrole = \"households\"\npath = \"doors.csv\"\n\
         lon_column = \"lat\"\nlat_column = \"lon\"\nhouseholds_column = \"n\"\n"
    );
    let doors = "lon,lat,n\n30.005,32.005,12\n30.006,32.005,8\n".to_string();
    let Err(stop) = run(&layers, &[("civil.geojson", collection(&sound())), ("doors.csv", doors)]) else {
        panic!("20 households were lost");
    };
    assert_eq!(stop.code(), "project.households_elsewhere");
    let message = stop.message();
    assert!(["doors.csv", "20 households", "32.005"].iter().all(|m| message.contains(m)), "{message}");
}
