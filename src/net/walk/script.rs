//! The provider's choices (PKT-4), one sequence of answers after the other.

/// More sequences than this for one packet are not looked at: the last one ends as unknown.
const MOST: u32 = 20_000;

/// Answers to the questions of one walk, in the order in which it asks.
#[derive(Default)]
pub struct Script {
    /// The answer, and how many there are.
    choices: Vec<(u32, u32)>,
    /// How many were asked in this walk.
    asked: usize,
    /// How many walks there were.
    walks: u32,
}

impl Script {
    /// One of `count` possibilities; the first if there is only one.
    pub fn choose(&mut self, count: usize) -> usize {
        if count < 2 {
            return 0;
        }
        let at = self.asked;
        self.asked += 1;
        match self.choices.get(at) {
            Some((chosen, _)) => *chosen as usize,
            None => {
                self.choices.push((0, u32::try_from(count).unwrap_or(u32::MAX)));
                0
            }
        }
    }

    /// Whether no further sequence will be looked at although there are some.
    pub fn is_spent(&self) -> bool {
        self.walks >= MOST
    }

    /// Goes to the next sequence, if there is one.
    pub fn next(&mut self) -> bool {
        if self.is_spent() {
            return false;
        }
        self.walks += 1;
        self.choices.truncate(self.asked);
        self.asked = 0;
        while let Some((chosen, count)) = self.choices.pop() {
            if chosen + 1 < count {
                self.choices.push((chosen + 1, count));
                return true;
            }
        }
        false
    }
}
