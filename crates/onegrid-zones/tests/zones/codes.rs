//! Templates, areas of several communities, the administrative table.

use onegrid_zones::{
    AdminEntry, AdminFinding, AdminTable, CodeError, CodeSegment, CodeStatus, CodeTemplate, CodedArea, CommunityName,
    Date, ZoneClass, code_areas, code_structure,
};

fn area(key: &str, communities: &[&str], x_deg: f64, y_deg: f64) -> CodedArea {
    CodedArea { key: key.into(), communities: communities.iter().map(ToString::to_string).collect(), x_deg, y_deg }
}

#[test]
fn professional_grids_have_twenty_digits_and_joined_communities_count_from_601() {
    let template = CodeTemplate::cjt_349("020300");
    let (a, b, c, d, e) = ("990101001001", "990101001002", "990101001003", "990101001004", "990101001005");
    let areas = [
        area("alone", &[a], 110.0, 20.0),
        area("east", &[d, e], 110.3, 20.0),
        area("west", &[c, b], 110.1, 20.0),
        area("first", &["990101002001"], 110.0, 20.1),
        area("second", &["990101002001"], 110.1, 20.1),
    ];
    let codes = code_areas(&template, &areas).unwrap();
    assert!(codes.iter().all(|code| code.len() == 20), "{codes:?}");
    let expected = [
        "02030099010100100100",
        "02030099010100160200",
        "02030099010100160100",
        "02030099010100200101",
        "02030099010100200102",
    ];
    assert_eq!(codes, expected);
    let parts = template.read(&codes[2]).unwrap();
    assert_eq!((parts.community.as_str(), parts.number), ("990101001601", 0));
}

#[test]
fn a_real_community_with_a_number_from_601_up_collides() {
    let areas = [area("x", &["990101001001", "990101001002"], 0.0, 0.0), area("y", &["990101001601"], 0.0, 0.0)];
    let error = code_areas(&CodeTemplate::cjt_349("020300"), &areas).unwrap_err();
    assert!(matches!(&error, CodeError::Collision { code, .. } if code == "990101001601"), "{error}");
    let error = code_areas(&CodeTemplate::standard(3), &areas).unwrap_err();
    assert!(error.code() == "codes.bad_template" && error.to_string().contains("601"), "{error}");
    let many: Vec<CodedArea> =
        (0..400).map(|at| area(&format!("m{at}"), &["990101001001", "990101001002"], at as f64, 0.0)).collect();
    let error = code_areas(&CodeTemplate::cjt_349("020300"), &many).unwrap_err();
    assert!(error.to_string().contains("400 areas") && error.to_string().contains("at most 399"), "{error}");
}

#[test]
fn templates_that_cannot_work_are_refused() {
    let community = || CodeSegment::Community { digits: None, merged_from: None };
    let sequence =
        |digits, range, exclusive_range, whole| CodeSegment::Sequence { digits, range, exclusive_range, whole };
    let broken = [
        vec![sequence(3, None, None, None)],
        vec![community()],
        vec![community(), community(), sequence(3, None, None, None)],
        vec![community(), sequence(0, None, None, None)],
        vec![community(), sequence(10, None, None, None)],
        vec![community(), sequence(2, Some([1, 100]), None, None)],
        vec![community(), sequence(2, Some([5, 4]), None, None)],
        vec![community(), sequence(2, Some([1, 50]), Some([50, 60]), None)],
        vec![community(), sequence(2, None, None, Some(5))],
        vec![CodeSegment::Literal { text: "网".into() }, community(), sequence(3, None, None, None)],
        vec![
            community(),
            CodeSegment::Class { general: "1".into(), exclusive: "1".into() },
            sequence(3, None, None, None),
        ],
        vec![community(), sequence(3, None, None, None), CodeSegment::Level { digits: 0 }],
    ];
    for segments in broken {
        let template = CodeTemplate { segments, ..CodeTemplate::default() };
        assert_eq!(template.check().unwrap_err().code(), "codes.bad_template", "{template:?}");
    }
    CodeTemplate::default().check().unwrap();
    CodeTemplate::cjt_349("020300").check().unwrap();
}

#[test]
fn codes_read_back_and_strangers_do_not() {
    let mut template = CodeTemplate::default();
    template.segments.push(CodeSegment::Level { digits: 2 });
    template.check().unwrap();
    let zone = "99010100100101700";
    let parts = template.read(zone).unwrap();
    assert_eq!((parts.community.as_str(), parts.number, parts.inner), ("990101001001", 17, 0));
    assert_eq!(template.inner_code(zone, 5).as_deref(), Some("99010100100101705"));
    assert_eq!(template.inner_code(zone, 100), None);
    assert!(template.fits(zone, "990101001001", ZoneClass::General));
    assert!(!template.fits(zone, "990101001002", ZoneClass::General));
    assert!(!template.fits("99010100100100000", "990101001001", ZoneClass::General));
    for strange in ["", "99", "9901010010010a700", "网格编码网格编码", "九九九九九九"] {
        assert_eq!(template.read(strange).filter(|p| p.community.len() == 12), None, "{strange}");
    }
}

fn row(code: &str, name: &str, successors: &[&str]) -> AdminEntry {
    AdminEntry {
        code: code.into(),
        name: name.into(),
        status: if successors.is_empty() { CodeStatus::Valid } else { CodeStatus::Withdrawn },
        successors: successors.iter().map(ToString::to_string).collect(),
        ..AdminEntry::default()
    }
}

#[test]
fn community_codes_are_followed_along_single_successors() {
    let [a, b, c, d, e] = [1, 2, 3, 4, 5].map(|n| format!("990101001{n:03}"));
    let table = AdminTable::new(vec![
        row(&a, "甲村", &[&b]),
        row(&b, "乙村", &[&c]),
        row(&c, "丙社区", &[]),
        row(&d, "丁村", &[&c, &e]),
        row(&e, "戊村", &[]),
    ])
    .unwrap();
    let check = |code: &str, name| table.check(CommunityName { key: "k", name, code }, None);
    let mapped = AdminFinding::Mapped { code: c.clone(), name: "丙社区".into() };
    assert_eq!(check(&a, Some("甲村")), [mapped]);
    assert_eq!(check(&c, Some("丙社区")), []);
    assert_eq!(check(&c, Some("丙村")), [AdminFinding::Renamed { name: "丙社区".into() }]);
    let fork = AdminFinding::WithdrawnWithoutOneSuccessor { successors: vec![c.clone(), e.clone()] };
    assert_eq!(check(&d, None), [fork]);
    assert_eq!(check("990101001009", None), [AdminFinding::Unknown]);
    // a circle ends
    let circle = AdminTable::new(vec![row(&a, "", &[&b]), row(&b, "", &[&a])]).unwrap();
    let found = circle.check(CommunityName { key: "k", name: None, code: &a }, None);
    assert!(matches!(found[..], [AdminFinding::WithdrawnWithoutOneSuccessor { .. }]));
}

#[test]
fn dates_decide_which_code_holds() {
    let day = |text| Some(Date::parse(text).unwrap());
    let (a, b) = ("990101001001", "990101001002");
    let old = AdminEntry { to: day("2026-07-01"), ..row(a, "甲", &[b]) };
    let new = AdminEntry { from: day("2026-07-01"), ..row(b, "乙", &[]) };
    let table = AdminTable::new(vec![old, new]).unwrap();
    let check = |code, on| table.check(CommunityName { key: "k", name: None, code }, day(on));
    assert_eq!(check(a, "2026-06-30"), []);
    assert!(matches!(check(a, "2026-07-01")[..], [AdminFinding::Mapped { .. }]));
    assert!(matches!(check(b, "2026-06-30")[..], [AdminFinding::OutOfDate { .. }]));
}

#[test]
fn contradictory_tables_are_refused_with_their_row() {
    let bad = [
        vec![row("9901010010", "", &[])],
        vec![row("990101001001", "", &[]), row("990101001001", "", &[])],
        vec![AdminEntry { status: CodeStatus::Valid, ..row("990101001001", "", &["990101001002"]) }],
        vec![AdminEntry { parent: Some("110101001000".into()), ..row("990101001001", "", &[]) }],
    ];
    for entries in bad {
        let rows = entries.len();
        let error = AdminTable::new(entries).unwrap_err();
        assert!(matches!(error, CodeError::BadAdminTable { row, .. } if row == rows), "{error}");
    }
}

#[test]
fn the_structure_of_a_community_code_is_checked() {
    for sound in ["990101001001", "990101199399", "990101599599", "510904114201", "522632210500"] {
        assert!(code_structure(sound).is_empty(), "{sound}");
    }
    for (odd, digits) in
        [("990101000001", "7-9"), ("990101600001", "7-9"), ("990101001000", "10-12"), ("99010100100", "1-12")]
    {
        let found = code_structure(odd);
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [digits], "{odd}");
    }
}
