//! Boxes by place: a grid over the drawing that says which of them may be near a point. As large as the drawing, and no
//! finer than there are boxes for.

use eframe::egui::{Pos2, Rect};

/// The least side of a cell.
const SIDE: f32 = 256.0;

/// Which boxes reach into which cell.
#[derive(Debug, Default)]
pub struct Grid {
    bounds: Option<Rect>,
    side: f32,
    columns: usize,
    /// Where in `all` the boxes of each cell begin, row by row, and where the last ones end.
    begins: Vec<usize>,
    all: Vec<usize>,
}

impl Grid {
    /// The grid of some boxes, which are known by their numbers.
    pub fn of(boxes: &[Rect]) -> Self {
        let Some(bounds) = boxes.iter().copied().reduce(Rect::union) else { return Self::default() };
        #[allow(clippy::cast_precision_loss)]
        let share = bounds.width() / boxes.len() as f32 * bounds.height() / 2.0;
        let side = SIDE.max(share.sqrt());
        let mut grid = Self { bounds: Some(bounds), side, columns: 1, ..Self::default() };
        let (last, row) = grid.cell(bounds.max);
        grid.columns = last + 1;
        grid.begins = vec![0; grid.columns * (row + 1) + 1];
        for rect in boxes {
            for cell in grid.cells(*rect) {
                grid.begins[cell + 1] += 1;
            }
        }
        (1..grid.begins.len()).for_each(|cell| grid.begins[cell] += grid.begins[cell - 1]);
        let mut next = grid.begins.clone();
        grid.all = vec![0; grid.begins.last().copied().unwrap_or_default()];
        for (number, rect) in boxes.iter().enumerate() {
            for cell in grid.cells(*rect) {
                grid.all[next[cell]] = number;
                next[cell] += 1;
            }
        }
        grid
    }

    /// The box around all.
    pub fn bounds(&self) -> Option<Rect> {
        self.bounds
    }

    /// Boxes that may hold a point, in the order of their numbers.
    pub fn at(&self, point: Pos2) -> &[usize] {
        let inside = self.bounds.is_some_and(|it| it.contains(point));
        let cell = self.cells(Rect::from_min_max(point, point)).next().filter(|_| inside);
        cell.map_or(&[], |cell| self.of_cell(cell))
    }

    /// Boxes that may touch a rectangle, each once, in the order of their numbers; nothing if that are as good as all.
    pub fn touching(&self, area: Rect) -> Option<Vec<usize>> {
        let Some(bounds) = self.bounds.filter(|it| it.intersects(area)) else { return Some(Vec::new()) };
        let shared = bounds.intersect(area);
        if shared.width() * shared.height() > 64.0 * self.side * self.side {
            return None;
        }
        let mut found: Vec<usize> = self.cells(shared).flat_map(|cell| self.of_cell(cell)).copied().collect();
        found.sort_unstable();
        found.dedup();
        Some(found)
    }

    fn of_cell(&self, cell: usize) -> &[usize] {
        self.begins
            .get(cell)
            .zip(self.begins.get(cell + 1))
            .map_or(&[], |(first, end)| &self.all[*first..*end])
    }

    /// The column and the row of a point; of one outside those of the nearest that is inside.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn cell(&self, point: Pos2) -> (usize, usize) {
        let from = self.bounds.map_or(Pos2::ZERO, |it| it.clamp(point))
            - self.bounds.map_or(Pos2::ZERO, |it| it.min);
        ((from.x / self.side) as usize, (from.y / self.side) as usize)
    }

    /// The cells of a rectangle that is inside.
    fn cells(&self, area: Rect) -> impl Iterator<Item = usize> + use<> {
        let (first, last, columns) = (self.cell(area.min), self.cell(area.max), self.columns);
        (first.1..=last.1).flat_map(move |y| (first.0..=last.0).map(move |x| y * columns + x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{pos2, vec2};

    /// As looking at each.
    fn slowly(boxes: &[Rect], area: Rect) -> Vec<usize> {
        (0..boxes.len()).filter(|&at| boxes[at].intersects(area)).collect()
    }

    #[test]
    fn what_touches_is_found_wherever_it_is() {
        let mut seed = 7_u32;
        let mut random = |below: u16| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f32::from(u16::try_from(seed >> 16).unwrap() % below)
        };
        for spread in [900, 6_000, 60_000] {
            let mut boxes: Vec<Rect> = (0..300)
                .map(|_| Rect::from_min_size(pos2(random(spread) - 500.0, random(spread)), vec2(160.0, 56.0)))
                .collect();
            boxes.push(Rect::from_min_size(pos2(-500.0, 0.0), vec2(4_000.0, 3_000.0)));
            let grid = Grid::of(&boxes);
            for _ in 0..300 {
                let at = pos2(random(spread) - 900.0, random(spread) - 100.0);
                let area = Rect::from_min_size(at, vec2(random(700), random(900)));
                let near = grid.touching(area).unwrap_or_else(|| (0..boxes.len()).collect());
                let near: Vec<usize> = near.into_iter().filter(|&it| boxes[it].intersects(area)).collect();
                assert_eq!(near, slowly(&boxes, area), "{area:?}");
                let here: Vec<usize> =
                    grid.at(at).iter().copied().filter(|&it| boxes[it].contains(at)).collect();
                let all: Vec<usize> = (0..boxes.len()).filter(|&it| boxes[it].contains(at)).collect();
                assert_eq!(here, all, "{at:?}");
            }
        }
    }

    #[test]
    fn a_grid_is_no_larger_than_it_has_to_be() {
        assert!(Grid::default().at(Pos2::ZERO).is_empty() && Grid::of(&[]).bounds().is_none());
        let card = |x, y| Rect::from_min_size(pos2(x, y), vec2(160.0, 56.0));
        for far in [[card(0.0, 0.0), card(5e8, 0.0)], [card(0.0, 0.0), card(5e8, 5e8)]] {
            let grid = Grid::of(&far);
            assert!(grid.begins.len() < 100_000, "{}", grid.begins.len());
            assert_eq!((grid.at(pos2(5.0, 5.0)), grid.at(pos2(-9.0, 5.0))), (&[0][..], &[][..]));
            assert_eq!(grid.at(far[1].center()), [1]);
        }
    }
}
