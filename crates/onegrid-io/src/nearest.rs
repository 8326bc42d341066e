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
/// alignment).
fn distance(a: &str, b: &str) -> usize {
    let compared = |word: &str| word.to_lowercase().chars().take(COMPARED_CHARS).collect::<String>();
    strsim::osa_distance(&compared(a), &compared(b))
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
