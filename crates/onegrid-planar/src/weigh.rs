//! A whole number -> whole shares in proportion to areas, none lost.

/// Divides `total` in proportion to `weights`, in whole numbers, by the largest remainder
/// (Hamilton's method); ties go to the earlier entry. The result sums to `total` exactly.
///
/// With no positive weight, everything goes to the first entry.
///
/// # Panics
/// When `weights` is empty and `total` is not 0: there is nobody to give it to.
///
/// # Cost
/// O(n log n).
///
/// # Example
/// ```
/// assert_eq!(onegrid_planar::apportion(10, &[1, 1, 1]), [4, 3, 3]);
/// ```
pub fn apportion(total: u64, weights: &[i128]) -> Vec<u64> {
    assert!(!weights.is_empty() || total == 0, "nobody to give {total} to");
    // weights beyond 60 bits would overflow the products; dropping low bits keeps the proportions
    let largest = weights.iter().copied().max().unwrap_or(0).max(0) as u128;
    let shift = (128 - largest.leading_zeros()).saturating_sub(60);
    let weight = |w: i128| (w.max(0) as u128) >> shift;
    let sum: u128 = weights.iter().map(|&w| weight(w)).sum();
    let mut shares = vec![0u64; weights.len()];
    if sum == 0 {
        if let Some(first) = shares.first_mut() {
            *first = total;
        }
        return shares;
    }
    let mut remainders: Vec<(u128, usize)> = Vec::with_capacity(weights.len());
    let mut given = 0u64;
    for (i, &w) in weights.iter().enumerate() {
        let exact = u128::from(total) * weight(w);
        shares[i] = (exact / sum) as u64;
        given += shares[i];
        remainders.push((exact % sum, i));
    }
    remainders.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for &(_, i) in remainders.iter().take((total - given) as usize) {
        shares[i] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::apportion;

    #[test]
    fn nothing_is_lost_and_ties_go_to_the_earlier() {
        assert_eq!(apportion(7, &[3, 3, 1]), [3, 3, 1]);
        assert_eq!(apportion(1, &[5, 5]), [1, 0]);
        assert_eq!(apportion(9, &[0, 0]), [9, 0]);
        assert_eq!(apportion(0, &[]), Vec::<u64>::new());
        let huge = [i128::MAX / 2, i128::MAX / 2, 1];
        assert_eq!(apportion(u64::MAX, &huge).iter().map(|&v| v as u128).sum::<u128>(), u64::MAX as u128);
    }
}
