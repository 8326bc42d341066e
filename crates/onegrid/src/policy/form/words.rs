//! What the rules and values of a policy are called.

/// What a value is called, its unit, what it may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldWords<'w> {
    pub zh: &'w str,
    pub en: &'w str,
    pub unit_zh: &'w str,
    pub unit_en: &'w str,
    pub limits: Option<(f64, f64)>,
    pub choices: &'static [(&'static str, &'static str, &'static str)],
}

/// A path without positions, so that every element of a list has the same words.
pub(super) fn generic(path: &str) -> String {
    let mut out = String::new();
    let mut is_inside = false;
    for c in path.chars() {
        match c {
            '[' => is_inside = true,
            ']' => is_inside = false,
            c if !is_inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether a rule can be taken out of a policy.
pub(super) fn is_optional(path: &str) -> bool {
    matches!(path, "size" | "variant" | "level")
        || matches!(path.strip_prefix("rules."), Some(rule) if !matches!(rule, "stability" | "exact"))
}

/// Name of a rule: the words below, with the name or id that the rule gives itself.
pub(super) fn rule(path: &str, [own_zh, own_en, id]: [String; 3]) -> [String; 2] {
    let known = RULES.iter().find(|(known, ..)| *known == path);
    let [zh, en] = known.map_or([path, path], |&(_, zh, en)| [zh, en]);
    let with = |word: &str, own: &String, mark: &str| {
        let own = if own.is_empty() { &id } else { own };
        if own.is_empty() { word.to_owned() } else { format!("{word}{mark}{own}") }
    };
    [with(zh, &own_zh, ":"), with(en, &own_en, ": ")]
}

/// Words of a value by its path, else of any value with its key.
pub(super) fn field<'w>(path: &'w str, key: &'w str) -> FieldWords<'w> {
    let by = |wanted: &str| FIELDS.iter().find(|(known, ..)| *known == wanted);
    let choices = CHOICES.iter().find(|(known, _)| *known == path || known.strip_prefix('*') == Some(key));
    let choices = choices.map_or(&[][..], |(_, choices)| choices);
    let limits = LIMITS.iter().find(|(known, ..)| *known == path || known.strip_prefix('*') == Some(key));
    let limits = limits.map(|&(_, least, most)| (least, most));
    match by(path).or_else(|| by(&format!("*{key}"))) {
        Some(&(_, zh, en, unit_zh, unit_en)) => FieldWords { zh, en, unit_zh, unit_en, limits, choices },
        None => FieldWords { zh: key, en: key, unit_zh: "", unit_en: "", limits, choices },
    }
}

/// Whether a value has words of its own.
#[cfg(test)]
pub(super) fn has_words(path: &str, key: &str) -> bool {
    FIELDS.iter().any(|(known, ..)| *known == path || known.strip_prefix('*') == Some(key))
}

#[cfg(test)]
pub(super) fn has_rule_words(path: &str) -> bool {
    RULES.iter().any(|(known, ..)| *known == path)
}

const RULES: &[(&str, &str, &str)] = &[
    ("measure", "规模计量", "what sizes are measured in"),
    ("size", "规模上下限", "bounds of size"),
    ("variant", "分类规模", "bounds by class"),
    ("community", "不跨社区", "no zone crosses a community line"),
    ("coverage", "全覆盖、不重叠", "no gap, no overlap"),
    ("code", "编码", "codes"),
    ("priority", "图层优先顺序", "order of layers"),
    ("border_priority", "边界优先顺序", "whose border stays"),
    ("layer_weights", "图层权重", "weights of layers"),
    ("weights", "目标权重", "weights of the objective"),
    ("cleaning", "清理", "cleaning"),
    ("keep_estates", "小区保持完整", "estates stay whole"),
    ("cut_exclusives", "专属网格单列", "exclusive areas are zones of their own"),
    ("split", "直线切分", "straight cuts"),
    ("budget", "搜索预算", "budget of the search"),
    ("editing", "人工编辑", "editing"),
    ("level", "层级", "level"),
    ("rules.amount", "数量限制", "limit of an amount"),
    ("rules.compactness", "最小紧凑度", "least compactness"),
    ("rules.width_m", "最小宽度", "least width"),
    ("rules.zones", "社区网格数上限", "most zones in a community"),
    ("rules.island", "岛屿单独成格", "islands have zones of their own"),
    ("rules.building", "建筑物保持完整", "buildings stay whole"),
    ("rules.forbidden", "不得跨越的界线", "lines that no zone crosses"),
    ("rules.locked_border", "不得移动的边界", "borders that never move"),
    ("rules.locked_zone", "锁定的网格", "locked zone"),
    ("rules.bridge", "视为相邻", "counts as adjacent"),
    ("rules.stability", "与上一版保持一致", "staying with the plan before"),
    ("rules.exact", "精确搜索", "exact search"),
];

/// Path, or `*` and a key, then names and units in Chinese and English.
const FIELDS: &[(&str, &str, &str, &str, &str)] = &[
    ("measure", "计量单位", "measure", "", ""),
    ("priority", "先后顺序", "order", "", ""),
    ("border_priority", "先后顺序", "order", "", ""),
    ("keep_estates", "小区保持完整", "keep estates whole", "", ""),
    ("cut_exclusives", "专属区域单独成格", "cut exclusive areas out", "", ""),
    ("code.sequence_digits", "顺序码位数", "digits of the sequence", "位", "digits"),
    ("code.order", "编号顺序", "order of numbers", "", ""),
    ("weights.moved", "户数离开原网格", "households moved", "", ""),
    ("weights.cells_cut", "拆分部门网格", "cells of departments cut", "", ""),
    ("weights.barrier", "跨越道路、河流", "barriers inside zones", "", ""),
    ("weights.compactness", "形状不紧凑", "shapes that are not compact", "", ""),
    ("weights.border", "边界长度", "length of borders", "", ""),
    ("weights.deviation", "偏离目标规模", "distance from the target", "", ""),
    ("cleaning.sliver_width_m", "碎面宽度", "width of slivers", "m", "m"),
    ("cleaning.sliver_area_m2", "碎面面积", "area of slivers", "m²", "m²"),
    ("cleaning.strip_width_m", "窄条宽度", "width of strips", "m", "m"),
    ("cleaning.gap_width_m", "社区间缝隙宽度", "width of gaps between communities", "m", "m"),
    ("cleaning.stray_point_m", "户点偏离距离", "distance of stray points", "m", "m"),
    ("split.allow", "允许直线切分", "allow straight cuts", "", ""),
    ("split.estimated", "户数为估计时也切分", "also where counts are estimates", "", ""),
    ("split.min_piece_m2", "最小切块", "smallest piece", "m²", "m²"),
    ("budget.moves_per_unit", "每单元尝试数", "trials per unit", "", ""),
    ("budget.moves_at_most", "尝试数上限", "most trials", "", ""),
    ("budget.exact_nodes", "精确搜索节点数", "nodes of the exact search", "", ""),
    ("budget.optimum_units", "求最优的单元数", "units for the best plan", "", ""),
    ("budget.optimum_nodes", "求最优的节点数", "nodes for the best plan", "", ""),
    ("editing.on_hard", "编辑违反硬性规则时", "when an edit breaks a hard rule", "", ""),
    ("editing.on_disconnected", "编辑使网格不连通时", "when an edit leaves parts that do not touch", "", ""),
    ("rules.compactness.least", "最小值", "least", "", ""),
    ("rules.building.weight", "楼内边界按几倍计长", "times that a border inside a building counts", "", ""),
    ("rules.width_m.least", "最小值", "least", "m", "m"),
    ("rules.zones.most", "最多", "most", "个", "zones"),
    ("rules.stability", "权重", "weight", "", ""),
    ("rules.exact", "小范围求最优解", "search small parts to the best division", "", ""),
    ("rules.locked_zone.cells", "网格", "cells", "", ""),
    ("rules.bridge.from", "一端", "from", "", ""),
    ("rules.bridge.to", "另一端", "to", "", ""),
    ("level.from", "来源", "from", "", ""),
    ("level.count", "数量", "number", "个", "grids"),
    ("level.code_digits", "编码位数", "digits of the code", "位", "digits"),
    ("level.only", "仅限", "only in", "", ""),
    ("level.party_organisation", "党组织类型", "party organisation", "", ""),
    ("level.party_organisation_rural", "村党组织类型", "party organisation in villages", "", ""),
    ("level.groups.members", "成员", "members", "", ""),
    ("*min", "下限", "minimum", "", ""),
    ("*max", "上限", "maximum", "", ""),
    ("*target", "目标", "target", "", ""),
    ("*least", "不少于", "at least", "", ""),
    ("*of", "计量", "of", "", ""),
    ("*where_counted", "仅在有此数据时适用", "only where it is counted", "", ""),
    ("*strictness", "强制程度", "strictness", "", ""),
    ("*weight", "权重", "weight", "", ""),
    ("*measure", "计量单位", "measure", "", ""),
    ("*for", "适用类别", "classes", "", ""),
    ("*classes", "类别", "classes", "", ""),
    ("*layers", "图层", "layers", "", ""),
    ("*layer", "图层", "layer", "", ""),
    ("*id", "标识", "id", "", ""),
    ("*name", "名称", "name", "", ""),
    ("*name_zh", "中文名称", "name in Chinese", "", ""),
    ("*name_en", "英文名称", "name in English", "", ""),
    ("*segment", "编码段", "segment", "", ""),
    ("*text", "文字", "text", "", ""),
    ("*digits", "位数", "digits", "", ""),
    ("*merged_from", "合并社区起始号", "numbers of merged communities from", "", ""),
    ("*general", "综合网格", "general", "", ""),
    ("*exclusive", "专属网格", "exclusive", "", ""),
    ("*range", "号段", "range", "", ""),
    ("*exclusive_range", "专属网格号段", "range of exclusive zones", "", ""),
    ("*whole", "整社区编号", "number of an only zone", "", ""),
];

/// Path, or `*` and a key, then the smallest and the largest value.
const LIMITS: &[(&str, f64, f64)] = &[
    ("weights.moved", 0.0, 1000.0),
    ("weights.cells_cut", 0.0, 1000.0),
    ("weights.barrier", 0.0, 1000.0),
    ("weights.compactness", 0.0, 1000.0),
    ("weights.border", 0.0, 1000.0),
    ("weights.deviation", 0.0, 1000.0),
    ("cleaning.sliver_width_m", 0.0, 1000.0),
    ("cleaning.strip_width_m", 0.0, 1000.0),
    ("cleaning.sliver_area_m2", 0.0, 1e6),
    ("code.sequence_digits", 1.0, 9.0),
    ("rules.compactness.least", 0.0, 1.0),
    ("rules.width_m.least", 0.0, 1e6),
    ("rules.stability", 0.0, 1000.0),
    ("budget.optimum_units", 0.0, 32.0),
    ("*weight", 0.0, 1000.0),
];

type Choices = &'static [(&'static str, &'static str, &'static str)];

const MEASURES: Choices =
    &[("households", "户", "households"), ("area-m2", "面积(m²)", "area in m²"), ("none", "不计量", "nothing")];
const ON_BREAK: Choices = &[("refuse", "拒绝", "refuse"), ("allow", "允许并列为违规", "allow, with a violation")];

/// Path, or `*` and a key, then the words that the value may be.
const CHOICES: &[(&str, Choices)] = &[
    ("measure", MEASURES),
    ("variant.measure", MEASURES),
    (
        "level.measure",
        &[("households", "户", "households"), ("area-m2", "面积(m²)", "area in m²"), ("grids", "网格数", "grids")],
    ),
    ("editing.on_hard", ON_BREAK),
    ("editing.on_disconnected", ON_BREAK),
    ("*strictness", &[("hard", "硬性", "hard"), ("weighted", "加权", "weighted")]),
    (
        "code.order",
        &[
            ("west-east-in-bands", "从西向东、由北至南", "west to east in bands from the north"),
            ("north-south-in-strips", "从北向南、由西至东", "north to south in strips from the west"),
            ("west-east", "从西向东", "west to east"),
            ("north-south", "从北向南", "north to south"),
        ],
    ),
    (
        "level.from",
        &[
            ("county", "县区代码", "county codes"),
            ("street", "街道代码", "street codes"),
            ("community", "社区", "communities"),
            ("region", "指定的组合", "declared groups"),
            ("group", "相邻网格组合", "groups of neighbours"),
            ("zone", "统一网格", "zones"),
            ("divide", "划分网格", "parts of the level above"),
        ],
    ),
    ("level.only", &[("urban", "城镇社区", "towns"), ("rural", "村", "villages")]),
];
