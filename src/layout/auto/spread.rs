//! Things in a row, each as near to where it wants to be as the others allow.

/// Where something wants to be.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Where.
    pub at: i32,
    /// Its size, with the room that it keeps free behind itself.
    pub size: i32,
    /// How much it wants that.
    pub weight: i32,
}

/// The places of things that keep their order and do not overlap, with the least sum of squared distances from what
/// they want: neighbours that would overlap move as one.
pub fn spread(wishes: &[Wish]) -> Vec<i32> {
    // Each run: how many things, their weight, and the weighted sum of where its first one should be.
    let mut runs: Vec<(usize, i64, i64)> = Vec::new();
    let mut offset = 0_i64;
    for wish in wishes {
        let weight = i64::from(wish.weight.max(1));
        let mut run = (1, weight, (i64::from(wish.at) - offset) * weight);
        while let Some(&(count, before, sum)) = runs.last() {
            if sum.div_euclid(before) < run.2.div_euclid(run.1) {
                break;
            }
            runs.pop();
            run = (count + run.0, before + run.1, sum + run.2);
        }
        runs.push(run);
        offset += i64::from(wish.size);
    }
    let mut places = Vec::with_capacity(wishes.len());
    let (mut wishes, mut offset) = (wishes.iter(), 0_i64);
    for (count, weight, sum) in runs {
        for wish in wishes.by_ref().take(count) {
            let at = sum.div_euclid(weight) + offset;
            places.push(i32::try_from(at).unwrap_or(if at < 0 { i32::MIN / 4 } else { i32::MAX / 4 }));
            offset += i64::from(wish.size);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wishes: &[(i32, i32)], expect: &[i32]) {
        let wishes: Vec<Wish> = wishes.iter().map(|&(at, size)| Wish { at, size, weight: 1 }).collect();
        assert_eq!(spread(&wishes), expect);
    }

    #[test]
    fn what_has_room_gets_its_wish_and_the_rest_shares() {
        check(&[(0, 10), (100, 10)], &[0, 100]);
        check(&[(0, 10), (0, 10)], &[-5, 5]);
        check(&[(50, 10), (0, 10), (200, 5)], &[20, 30, 200]);
        check(&[], &[]);
    }
}
