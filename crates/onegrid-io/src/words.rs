//! The stable code of an error -> what it means and what to do, in Chinese.
//!
//! # Guarantees
//! 1. Every code of every crate below the command has a sentence, and every sentence a code
//!    (`every_code_has_a_sentence_and_every_sentence_a_code`).
//!
//! # Limits
//! Figures, names and places stand in the error's own message, which is English.

/// What a code means and what to do about it, in Chinese; `None` for a code of another program.
///
/// Refused edits (`edit.*`) say more by themselves: [`EditError::sentence`](onegrid::session::EditError::sentence).
pub fn problem_in_chinese(code: &str) -> Option<&'static str> {
    SENTENCES.binary_search_by(|(known, _)| known.cmp(&code)).ok().map(|at| SENTENCES[at].1)
}

/// Sorted by code.
const SENTENCES: &[(&str, &str)] = &[
    ("clean.invalid_metres", "长度不可用,应为不小于 0 的有限米数"),
    ("codes.bad_admin_table", "行政区划表中有一行代码不可用,请按提示的行号更正"),
    ("codes.bad_date", "日期不可用,应写成 2026-11-22 的形式"),
    ("codes.bad_register", "编码登记表中有一行不可用,请按提示的行号更正"),
    ("codes.bad_template", "编码模板不可用,请按提示修改规则中的 [code]"),
    ("codes.collision", "两个网格会得到同一编码,请给它们的社区不同的代码"),
    ("codes.community_width", "社区代码的位数与编码模板不符,请核对社区图层的代码列"),
    ("codes.merged_overflow", "同一街道由多个社区合成的区域过多,编号用尽"),
    ("demo.many_counties", "该示例包含多个县,浏览器一次只能打开一个县;请改选较小的示例"),
    ("demo.unknown_size", "没有这种大小的示例,可选:street、district、city、province"),
    ("edit.bad_code", "编码不合规则"),
    ("edit.bad_name", "名称过长、为空或含控制字符"),
    ("edit.bad_point", "有一个点不是有效的经纬度"),
    ("edit.bad_reach", "距离不在允许范围内"),
    ("edit.barrier_left", "单元跨越该界线,新边界大半不沿界线,请改用划线"),
    ("edit.breaks_rule", "该修改会违反刚性规则"),
    ("edit.code_taken", "编码已被另一网格使用"),
    ("edit.code_withdrawn", "编码已废止,不得重复使用"),
    ("edit.crosses_community", "网格不得跨社区"),
    ("edit.disconnects", "网格将分成互不相连的部分"),
    ("edit.line_beside_units", "全部单元的大部分都在线的同一侧,请把线画得更靠内"),
    ("edit.line_branches", "划线有分叉,分不出两侧"),
    ("edit.line_crosses_itself", "划线与自身相交,请不要画成环"),
    ("edit.line_misses", "划线没有把范围分成两部分,请从一侧边界外画到另一侧边界外"),
    ("edit.locked", "网格已锁定,请先解锁"),
    ("edit.no_code_left", "社区没有剩余编码"),
    ("edit.no_halves", "网格无法对半拆分"),
    ("edit.no_reason", "接受未满足的规则须写明理由"),
    ("edit.not_broken", "此处没有违反该规则,无需接受"),
    ("edit.nothing", "方案已是如此,无需修改"),
    ("edit.nothing_inside", "所绘范围内没有可用的单元,请画大一些"),
    ("edit.other_codes", "该规则的编码形式与开始时不同,请按该规则重新合并"),
    ("edit.overlay", "划线无法使用"),
    ("edit.point_count", "点数过少或过多"),
    ("edit.rules", "规则无法使用"),
    ("edit.too_few_zones", "所选网格太少"),
    ("edit.unknown_barrier", "没有这条界线"),
    ("edit.unknown_community", "没有这个社区"),
    ("edit.unknown_unit", "没有这个单元:它可能属于另一项目"),
    ("edit.unknown_zone", "没有这个网格,或它已不存在"),
    ("engine.bad_value", "网页传来的数值不可用;若由其他网页调用,请按类型说明传入"),
    ("engine.not_merged", "项目已打开但尚未合并,请先合并网格"),
    ("engine.policy_file", "清单指定的规则文件读不到,请把它放进同一文件夹"),
    ("engine.unknown_cell", "该图层没有这个网格"),
    ("engine.unknown_file", "没有这个成果文件"),
    ("engine.unknown_language", "语言只能是 zh 或 en"),
    ("engine.unknown_layer", "没有这个图层"),
    ("engine.unknown_policy", "没有这个规则"),
    ("engine.write", "成果无法写出:有坐标不是数字"),
    ("internal.count_lost", "内部核对未通过:统计数合计不符;请连同数据反馈给维护者"),
    ("internal.households_lost", "内部核对未通过:户数合计不符;请连同数据反馈给维护者"),
    ("internal.levels", "内部核对未通过:层级;请连同数据反馈给维护者"),
    ("internal.overlay", "内部核对未通过:叠加;请连同数据反馈给维护者"),
    ("internal.plan", "内部核对未通过:划分方案;请连同数据反馈给维护者"),
    ("judge.plan_length", "方案的单元数与项目不符"),
    ("judge.two_communities", "有网格的单元分属两个社区,网格不得跨社区"),
    ("judge.unknown_unit", "没有这个单元"),
    ("judge.unknown_zone", "没有这个网格"),
    ("levels.code_overflow", "层级的编号用尽,请给该层级更多编码位数"),
    ("levels.code_twice", "两个层级有相同的编码,请给其中之一不同的编码位数"),
    ("levels.count", "层级数不可用,应为 2 至 5 级"),
    ("levels.declared", "层级分组与网格数不符"),
    ("levels.design", "层级无法划分,请按提示修改该层级的上下限"),
    ("levels.digits", "层级的编码位数应为 1 至 9 位"),
    ("levels.join_count", "层级的期望个数与上下级不相容"),
    ("levels.not_nested", "下级网格跨两个上级网格,应只属其一"),
    ("levels.order", "层级的顺序不可用,请自上而下列出"),
    ("levels.twice", "两个层级的标识相同,请改名"),
    ("levels.unknown_member", "层级分组指名的社区或网格不存在,或已在另一分组"),
    ("levels.zones", "应恰有一个层级取自网格"),
    ("manifest.bad_id", "清单中图层标识不可用,只能用字母、数字、- _ .,且不以 . 开头"),
    ("manifest.duplicate_id", "清单中两个图层标识相同,请改名"),
    ("manifest.misplaced_key", "清单中有一个键在此处没有意义,请删去"),
    ("manifest.missing_key", "清单缺少必需的键,请按提示补上"),
    ("manifest.no_base", "清单中没有基础网格:应恰有一个图层写 role = \"base\""),
    ("manifest.role_twice", "清单中该角色只能有一个图层"),
    ("manifest.syntax", "清单不是有效的 TOML,请按提示的行列更正"),
    ("manifest.unknown_key", "清单中有不认识的键,提示中有最接近的写法"),
    ("manifest.unknown_word", "清单中有不认识的取值,提示中有可用的取值"),
    ("manifest.unset_variable", "清单的路径用了未设置的变量,请写出完整路径"),
    ("manifest.version", "清单版本不符,应写 onegrid = 1"),
    ("merge.cancelled", "已按要求停止"),
    ("nesting.code_twice", "两个网格编码相同"),
    ("nesting.face", "有地块不在该层级的任何网格内,或在多个网格内"),
    ("nesting.outside", "下级网格有地块在上级网格之外"),
    ("nesting.partition", "下级网格没有不重不漏地划分上级网格"),
    ("nesting.sum", "下级网格合计与上级不符"),
    ("output.bad_name", "文件名不可用,请用普通文件名"),
    ("output.io", "输出文件夹无法写入,请检查剩余空间和权限"),
    ("output.no_marker", "成果不完整:缺少标志文件"),
    ("output.no_parent", "上级文件夹不存在,请先建立"),
    ("output.not_a_folder", "该名称已是一个文件,请换一个名称"),
    ("output.not_ours", "该文件夹不是由本程序写出的成果,为免覆盖,请换一个文件夹"),
    ("overlay.beyond", "划线超出叠加范围"),
    ("overlay.cancelled", "叠加图层时已按要求停止"),
    ("overlay.empty", "没有可叠加的图形:需要至少一个有面积的面"),
    ("overlay.scale", "坐标刻度不可用:应为一般地图的每单位米数,或按数据所在地换算的经纬度刻度"),
    ("overlay.too_close", "两条线过于接近(小于约 1 厘米),请把线画开,或沿原有界线画"),
    ("overlay.too_dense", "某处线条过密,无法叠加;请检查该处是否有重复或损坏的图形"),
    ("overlay.too_large", "数据过大,请拆分,例如按县"),
    ("overlay.too_much_memory", "所需内存超过上限;请拆分数据,或改用命令行"),
    ("overlay.too_wide", "数据跨度过大;请检查是否有远离其余数据的错误坐标"),
    ("partition.apart", "方案核对未通过:有网格互不相连"),
    ("partition.community", "方案核对未通过:有网格跨社区"),
    ("partition.count", "方案核对未通过:统计数合计不符"),
    ("partition.face", "方案核对未通过:有地块不在或多次列入单元"),
    ("partition.length", "方案核对未通过:条目数不符"),
    ("partition.sum", "方案核对未通过:合计不符"),
    ("partition.unit", "方案核对未通过:有单元不在或多次列入网格"),
    ("place.far_away", "有图形远离其余数据,请更正或删去"),
    ("place.not_degrees", "坐标不是经纬度(度,经度在前);若为投影坐标(米),请先转换为 CGCS2000 或 WGS84"),
    ("plan.unknown_zone", "没有这个编码的网格"),
    ("point_index.cancelled", "建立点位索引时已按要求停止"),
    ("point_index.checksum", "点位索引已损坏,请重新复制或重新生成"),
    ("point_index.length", "点位索引不完整,请重新复制或重新生成"),
    ("point_index.not_an_index", "这不是点位索引文件"),
    ("point_index.unsound", "点位索引自相矛盾,请重新生成"),
    ("point_index.version", "点位索引版本不符,请用本版本重新生成"),
    ("policy.contradiction", "规则中的数值不可用或互相矛盾,请按提示修改"),
    ("policy.endless_chain", "规则的 extends 成环或层数过多(至多 8 层)"),
    ("policy.not_in_project", "规则提到项目中没有的内容"),
    ("policy.syntax", "规则文件不是有效的 TOML,请按提示的行列更正"),
    ("policy.unknown_key", "规则中有不认识的键,提示中有最接近的写法"),
    ("policy.unknown_layer", "规则提到项目中没有的图层"),
    ("policy.unknown_profile", "没有这个内置规则"),
    ("policy.unknown_word", "规则中有不认识的取值,提示中有可用的取值"),
    ("policy.unreadable_parent", "规则所继承的文件读不到"),
    ("policy.version", "规则版本不符,应写 onegrid_policy = 1"),
    ("project.apart", "图层互不重叠:请检查坐标系,或是否选错了地区的文件"),
    ("project.duplicate_layer", "两个图层标识相同,请改名"),
    ("project.empty_layer", "图层没有可用的图形,请检查文件"),
    ("project.households_elsewhere", "户数点都不在网格范围内:请检查经纬度两列是否写反,或选错了文件"),
    ("project.malformed", "项目文件有一处不正确,可能被改动过;请用另存的副本"),
    ("project.not_a_project", "这不是本编辑器保存的项目文件"),
    ("project.not_json", "项目文件不是有效的 JSON,可能不完整;请用另存的副本"),
    ("project.other_input", "项目文件属于另一份数据,或数据已改动;请同时给出当时的文件夹"),
    ("project.roles", "图层角色不全:应恰有一个基础网格"),
    ("project.version", "项目文件由更新的版本保存,请更新程序"),
    ("read.bad_table", "表格的列设置不可用,请按提示更正"),
    ("read.empty", "文件是空的,请重新导出"),
    ("read.feature_too_large", "有一个图形过大,请简化或拆分"),
    ("read.io", "读取文件中断,请重新复制该文件"),
    ("read.missing_column", "文件中没有清单指定的列,提示中有现有的列名"),
    ("read.not_feature_collection", "文件不是 GeoJSON 要素集合,请导出为 GeoJSON"),
    ("read.not_utf8", "文件不是 UTF-8 编码(可能是 GBK),请另存为 UTF-8"),
    ("read.open", "文件打不开,请检查清单中的路径,或把该文件一并给出"),
    ("read.points_only", "该格式只有点,不能作面图层,请改用含图形的格式"),
    ("read.syntax", "文件内容有误,请按提示的位置更正或重新导出"),
    ("read.table", "表格有一行不可用,请按提示的行号更正"),
    ("read.too_deep", "文件括号嵌套过深,不是正常的面图层"),
    ("read.too_many_features", "图形过多,请拆分图层"),
    ("read.truncated", "文件不完整,在中途结束;请重新复制或导出"),
    ("read.unknown_format", "不认识的文件格式;目前读取 GeoJSON 和 CSV"),
    ("read.unsupported_crs", "坐标系不支持;请转换为 CGCS2000 或 WGS84 经纬度"),
    ("save.cancelled", "恢复编辑时已按要求停止"),
    ("save.malformed", "编辑记录有一处不正确,可能被改动过"),
    ("save.not_a_save", "这不是编辑记录"),
    ("save.not_json", "编辑记录不是有效的 JSON,可能不完整"),
    ("save.other_policy", "编辑记录始于另一规则,请按文件中的规则重新合并"),
    ("save.other_project", "编辑记录属于另一份数据,或数据、程序已改动,无法接着编辑"),
    ("save.refused", "记录中有一步编辑无法重做:数据或规则已改动"),
    ("save.version", "编辑记录由更新的版本保存,请更新程序"),
    ("snapshot.cancelled", "读写快照时已按要求停止"),
    ("snapshot.checksum", "快照已损坏,请重新复制或重新生成"),
    ("snapshot.length", "快照不完整,请重新复制或重新生成"),
    ("snapshot.not_a_snapshot", "这不是快照文件,请给出 onegrid snapshot 写出的文件"),
    ("snapshot.table", "快照的网格表不可用,请重新生成"),
    ("snapshot.version", "快照版本不符,请用本版本重新生成"),
    ("write.bad_id", "图层标识不能作文件名,请改用字母、数字、- _ ."),
    ("write.duplicate_id", "两个图层标识相同,请改名"),
    ("write.io", "文件无法写入,请检查剩余空间和权限"),
    ("write.not_finite", "有坐标不是数字,请先修复数据"),
    ("zones.bad_bounds", "上下限不可用,应为 1 ≤ 下限 ≤ 目标 ≤ 上限"),
    ("zones.bad_bridge", "桥连接了不在同一社区的地块"),
    ("zones.bad_community_code", "社区代码不可用,应为 1 至 20 位数字,请核对社区图层的代码列"),
    ("zones.bad_number", "户数、面积或坐标中有不可用的数值"),
    ("zones.bad_rule", "规则中有数值超出允许范围"),
    ("zones.border_order", "边界表次序不符"),
    ("zones.border_outside_extent", "边界表涉及范围外的地块"),
    ("zones.cancelled", "划分网格时已按要求停止"),
    ("zones.code_overflow", "社区的网格编号用尽,请给编码更多序号位数,或放宽下限"),
    ("zones.column_length", "统计数的条目数与地块数不符"),
    ("zones.column_twice", "两项统计数的标识相同,请改名"),
    ("zones.duplicate_community_code", "两个社区代码相同,请核对社区图层的代码列"),
    ("zones.empty_range", "规则的范围为空,应为下限 ≤ 目标 ≤ 上限"),
    ("zones.foreign_design", "划分方案不属于这份数据"),
    ("zones.given_code", "指定的编码不属于该社区,或不合编码模板"),
    ("zones.id_out_of_range", "数据表中有编号超出范围"),
    ("zones.locked_twice", "同一地块被锁定两次"),
    ("zones.no_base_layer", "没有基础网格图层"),
    ("zones.partition_length", "方案的单元数与项目不符"),
    ("zones.previous_codes", "上一版网格的编码不全"),
    ("zones.rule_twice", "两条规则的标识相同,请改名"),
    ("zones.table_length", "数据表的条目数不符"),
    ("zones.unknown_count", "规则提到没有的统计数,请在清单的 counts 中列出"),
    ("zones.zone_crosses_community", "有网格的单元分属两个社区,网格不得跨社区"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};
    use std::{env, fs};

    use super::*;

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the workspace is there").map(|e| e.expect("a file").path()) {
            if entry.is_dir() {
                sources(&entry, found);
            } else if entry.extension().is_some_and(|e| e == "rs") && !entry.ends_with("words.rs") {
                found.push(entry);
            }
        }
    }

    /// Codes as the crates write them: `=> "read.open"` and `Problem::new("engine.write"`.
    fn codes(text: &str) -> impl Iterator<Item = &str> {
        let is_code = |word: &&str| {
            let parts: Vec<&str> = word.split('.').collect();
            let is_word =
                |part: &str| !part.is_empty() && part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
            parts.len() == 2 && parts.iter().all(|part| is_word(part))
        };
        let after = |start: &'static str| {
            text.split(start).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        };
        let bodies = text.split("fn code(&self)").skip(1).filter_map(|rest| rest.split("\n    }").next());
        let of_bodies = bodies.flat_map(|body| body.split('"').skip(1).step_by(2));
        of_bodies.chain(after("Problem::new(")).chain(after("Self::new(")).filter(is_code)
    }

    #[test]
    fn every_code_has_a_sentence_and_every_sentence_a_code() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut files = Vec::new();
        let crates = ["onegrid", "onegrid-planar", "onegrid-zones", "onegrid-io", "onegrid-demo"];
        for folder in crates.iter().map(|name| root.join("crates").join(name)).chain([root.join("wasm")]) {
            sources(&folder.join("src"), &mut files);
        }
        let mut known = BTreeSet::new();
        for file in files {
            let text = fs::read_to_string(&file).expect("a source file");
            // rules about zones have a method of that name too
            let is_rule = file.ends_with("onegrid-zones/src/violation.rs");
            known.extend(codes(&text).filter(|_| !is_rule).map(str::to_owned));
        }
        assert!(known.len() > 150, "only {} codes were found", known.len());
        let told: BTreeSet<String> = SENTENCES.iter().map(|(code, _)| (*code).to_owned()).collect();
        let untold: Vec<_> = known.difference(&told).collect();
        assert!(untold.is_empty(), "codes without a Chinese sentence: {untold:?}");
        let unknown: Vec<_> = told.difference(&known).collect();
        assert!(unknown.is_empty(), "sentences for codes that there are not: {unknown:?}");
    }

    #[test]
    fn sentences_are_sorted_and_chinese() {
        assert!(SENTENCES.is_sorted_by(|a, b| a.0 < b.0));
        for (code, sentence) in SENTENCES {
            assert!(sentence.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{code}");
        }
        assert_eq!(problem_in_chinese("read.empty"), Some("文件是空的,请重新导出"));
        assert_eq!(problem_in_chinese("read.nothing"), None);
    }
}
