//! Numbers -> made-up Chinese names that sound right.

const COUNTY_FIRST: [&str; 11] = ["澜", "岚", "沐", "昀", "霁", "栖", "汀", "芷", "漪", "砚", "筠"];
const COUNTY_SECOND: [&str; 11] = ["屿", "泽", "川", "陵", "浦", "埠", "原", "渡", "塘", "岭", "洲"];
const TOWN_FIRST: [&str; 12] = ["望", "临", "紫", "凤", "龙", "鹤", "石", "青", "白", "双", "古", "新"];
const TOWN_SECOND: [&str; 8] = ["桥", "湾", "台", "山", "门", "井", "林", "河"];
const PLACE_FIRST: [&str; 24] = [
    "红", "柳", "梅", "兰", "竹", "枫", "荷", "桂", "松", "杏", "槐", "桐", "东", "西", "南", "北", "前", "后", "上",
    "下", "大", "小", "翠", "锦",
];
const PLACE_SECOND: [&str; 24] = [
    "岸", "园", "苑", "塘", "庄", "湖", "坡", "巷", "坊", "浜", "墩", "圩", "渚", "峰", "溪", "埂", "亭", "堤", "洼",
    "冲", "甸", "泉", "宅", "桥",
];
const ROADS: [&str; 20] = [
    "解放", "人民", "建设", "和平", "文昌", "中山", "胜利", "新华", "光明", "团结", "长江", "学府", "科技", "迎宾",
    "体育", "振兴", "友谊", "青年", "朝阳", "滨湖",
];
const ESTATE_END: [&str; 10] = ["花园", "家园", "新村", "公寓", "雅苑", "名邸", "小区", "华府", "佳苑", "公馆"];
const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

fn pair(number: usize, first: &[&str], second: &[&str]) -> String {
    // the second part moves with the round, so neighbours in number differ in both
    let round = number / first.len();
    let head = first[number % first.len()];
    let tail = second[(number + round) % second.len()];
    format!("{head}{tail}")
}

/// Name of a county; unique for the first 121 numbers.
pub(crate) fn county(number: usize, kind: &str) -> String {
    format!("{}{kind}", pair(number, &COUNTY_FIRST, &COUNTY_SECOND))
}

/// Name of a street office or town without its kind; unique for the first 24 numbers.
pub(crate) fn town(number: usize) -> String {
    pair(number, &TOWN_FIRST, &TOWN_SECOND)
}

/// Name of a community without its kind; unique for the first 576 numbers.
pub(crate) fn place(number: usize) -> String {
    pair(number, &PLACE_FIRST, &PLACE_SECOND)
}

/// Name of a road; `is_crosswise` roads are 路 with a direction, the others 街 or 大道.
pub(crate) fn road(number: usize, is_crosswise: bool) -> String {
    let stem = ROADS[number % ROADS.len()];
    let round = number / ROADS.len();
    let part = ["", "东", "西", "南", "北"][round % 5];
    let end = if is_crosswise { "路" } else { ["街", "大道"][number % 2] };
    format!("{stem}{part}{end}")
}

/// Name of an estate.
pub(crate) fn estate(number: usize) -> String {
    let stem = pair(number * 7 + number / 576, &PLACE_FIRST, &PLACE_SECOND);
    format!("{stem}{}", ESTATE_END[(number / 3) % ESTATE_END.len()])
}

/// Name of an exclusive area of a class.
pub(crate) fn exclusive(number: usize, class: &str) -> String {
    let stem = pair(number * 5 + 3, &TOWN_FIRST, &TOWN_SECOND);
    let end = match class {
        "campus" => ["大学", "职业学院", "中学"][number % 3],
        "park" => ["公园", "湿地公园", "产业园"][number % 3],
        _ => ["商业广场", "农贸市场", "购物中心"][number % 3],
    };
    format!("{stem}{end}")
}

/// 1 -> 一, 12 -> 十二, 123 -> 一百二十三; up to 999.
pub(crate) fn numeral(number: usize) -> String {
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text.push_str(DIGITS[hundreds % 10]);
        text.push('百');
        if tens == 0 && ones > 0 {
            text.push('零');
        }
    }
    if tens > 0 {
        if tens > 1 || hundreds > 0 {
            text.push_str(DIGITS[tens]);
        }
        text.push('十');
    }
    if ones > 0 || text.is_empty() {
        text.push_str(DIGITS[ones]);
    }
    text
}
