//! Nearest known word, for messages.

/// Longer words are compared by their beginning only: the input may be hostile.
const COMPARED_CHARS: usize = 64;

/// The known word that a slip of the fingers turns into `word`, if there is one.
pub(crate) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let allowed = 1 + word.chars().count().min(COMPARED_CHARS) / 4;
    let best = known.iter().min_by_key(|k| (distance(word, k), **k))?;
    (distance(word, best) <= allowed).then_some(*best)
}

/// The known words ordered by similarity to `word`, at most `count`.
pub(crate) fn most_similar<'k>(word: &str, known: impl Iterator<Item = &'k String>, count: usize) -> Vec<String> {
    let mut ranked: Vec<(usize, &String)> = known.map(|k| (distance(word, k), k)).collect();
    ranked.sort();
    ranked.into_iter().take(count).map(|(_, k)| k.clone()).collect()
}

/// Edit distance without regard to case; two neighbours swapped count as one slip (optimal string
/// alignment, after Damerau 1964).
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().take(COMPARED_CHARS).collect();
    let b: Vec<char> = b.to_lowercase().chars().take(COMPARED_CHARS).collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substitute = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = substitute.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distance_counts_single_edits() {
        assert_eq!(distance("role", "role"), 0);
        assert_eq!(distance("ROLE", "role"), 0);
        assert_eq!(distance("rloe", "role"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn far_words_are_not_suggested() {
        assert_eq!(nearest("departmnt", &["base", "department"]), Some("department"));
        assert_eq!(nearest("xyz", &["base", "department"]), None);
    }
}
