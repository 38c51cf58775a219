//! Which column is which field, when all are looked at together: the assignment with the greatest sum of scores.

/// For each row of `scores` (a column of the sheet) the index it is given to, at most one each; scores of 0 or less are never given.
/// The Hungarian method, O(n²·m); ties fall to the lower index.
#[must_use]
pub(super) fn assign(scores: &[Vec<i32>]) -> Vec<Option<usize>> {
    let width = scores.first().map_or(0, Vec::len);
    if width == 0 {
        return vec![None; scores.len()];
    }
    // One extra index for each row stands for "none" at no gain, so that a solution always exists.
    let total = width + scores.len();
    let cost = |row: usize, index: usize| -scores[row].get(index).copied().unwrap_or(0).max(0);
    let owner = match_all(scores.len(), total, cost);
    let mut given = vec![None; scores.len()];
    for (index, row) in owner.iter().enumerate().take(width) {
        if let Some(row) = *row
            && scores[row][index] > 0
        {
            given[row] = Some(index);
        }
    }
    given
}

/// Shortest augmenting paths with potentials; the row that owns each index. `rows <= indices`.
fn match_all(rows: usize, indices: usize, cost: impl Fn(usize, usize) -> i32) -> Vec<Option<usize>> {
    let (mut of_row, mut of_index) = (vec![0i32; rows + 1], vec![0i32; indices + 1]);
    // 1-based; owner[0] is the row being placed.
    let mut owner = vec![0usize; indices + 1];
    for row in 1..=rows {
        owner[0] = row;
        let (mut least, mut came_from, mut seen) =
            (vec![i32::MAX; indices + 1], vec![0usize; indices + 1], vec![false; indices + 1]);
        let mut at = 0;
        while owner[at] != 0 {
            seen[at] = true;
            let (from, mut delta, mut next) = (owner[at], i32::MAX, 0);
            for index in 1..=indices {
                if seen[index] {
                    continue;
                }
                let reduced = cost(from - 1, index - 1) - of_row[from] - of_index[index];
                if reduced < least[index] {
                    least[index] = reduced;
                    came_from[index] = at;
                }
                if least[index] < delta {
                    delta = least[index];
                    next = index;
                }
            }
            for index in 0..=indices {
                if seen[index] {
                    of_row[owner[index]] += delta;
                    of_index[index] -= delta;
                } else if least[index] < i32::MAX {
                    least[index] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            owner[at] = owner[came_from[at]];
            at = came_from[at];
        }
    }
    owner[1..].iter().map(|row| row.checked_sub(1)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(scores: &[Vec<i32>], given: &[Option<usize>]) -> i32 {
        given.iter().enumerate().filter_map(|(row, index)| index.map(|index| scores[row][index])).sum()
    }

    /// Tries everything.
    fn best(scores: &[Vec<i32>], row: usize, used: &mut Vec<bool>) -> i32 {
        let Some(line) = scores.get(row) else { return 0 };
        let mut most = best(scores, row + 1, used);
        for index in 0..line.len() {
            if line[index] > 0 && !used[index] {
                used[index] = true;
                most = most.max(line[index] + best(scores, row + 1, used));
                used[index] = false;
            }
        }
        most
    }

    proptest! {
        #[test]
        fn nothing_scores_more(scores in (1usize..5).prop_flat_map(|width| prop::collection::vec(prop::collection::vec(-20i32..60, width), 0..6))) {
            let given = assign(&scores);
            let width = scores.first().map_or(0, Vec::len);
            let mut taken: Vec<usize> = given.iter().flatten().copied().collect();
            taken.sort_unstable();
            prop_assert!(taken.windows(2).all(|pair| pair[0] != pair[1]));
            prop_assert_eq!(sum(&scores, &given), best(&scores, 0, &mut vec![false; width]));
        }
    }
}
