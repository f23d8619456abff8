//! Monthly cost against requests, both logarithmic: axes, curves, and the points where designs cost the same.
//!
//! Only painting: what is drawn was worked out before.

use crate::{
    base::{Decimal, Lang, Order as _, Usd},
    gui::{
        growing::{Growth, Other, POWERS},
        numbers, strings as s,
        theme::{self, Palette},
    },
};
use eframe::egui::{
    Align2, Color32, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// Room for the amounts at the left, the numbers below, and what names curves at the right.
const LEFT: f32 = 62.0;
const BELOW: f32 = 20.0;
const RIGHT: f32 = 22.0;
/// Least distance of two labels of the upright axis.
const APART: f32 = 20.0;
/// Decades that costs may lie in.
const DECADES: (i32, i32) = (-4, 15);

/// A logarithmic axis.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis {
    /// The power of ten at one end.
    low: i32,
    /// That at the other.
    high: i32,
    /// Where these are on screen.
    from: f32,
    to: f32,
}

impl Axis {
    /// Where a number is. Numbers that are not above zero lie at the low end, as does everything below it.
    #[allow(clippy::cast_possible_truncation)]
    fn at(self, number: Decimal) -> f32 {
        let number = f64::try_from(number).unwrap_or(0.0);
        let (low, high) = (f64::from(self.low), f64::from(self.high));
        let power = if number > 0.0 { number.log10() } else { low };
        let share = ((power - low) / (high - low)).clamp(0.0, 1.0) as f32;
        self.from + (self.to - self.from) * share
    }

    /// Where a power of ten is.
    #[allow(clippy::cast_precision_loss)]
    fn power(self, power: i32) -> f32 {
        self.from + (self.to - self.from) * (power - self.low) as f32 / (self.high - self.low) as f32
    }

    /// Powers of ten that are far enough apart to be labelled.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn labelled(self, apart: f32) -> impl Iterator<Item = i32> {
        let each = (self.to - self.from).abs() / (self.high - self.low) as f32;
        let step = (apart / each.max(0.1)).ceil().max(1.0) as usize;
        (self.low..=self.high).step_by(step)
    }
}

/// The power of ten at or below an amount, and the one at or above it.
#[allow(clippy::cast_possible_truncation)]
fn decades(amounts: impl Iterator<Item = Usd>) -> Option<(i32, i32)> {
    let powers = amounts.filter(|it| *it > Usd::ZERO).filter_map(|it| f64::try_from(it.amount()).ok());
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for power in powers.map(f64::log10) {
        (low, high) = (low.min(power), high.max(power));
    }
    if low > high {
        return None;
    }
    let low = (low.floor() as i32).clamp(DECADES.0, DECADES.1 - 1);
    Some((low, (high.ceil() as i32).clamp(low + 1, DECADES.1)))
}

/// The colour of a curve; `None`: of the design itself.
pub fn ink(palette: &Palette, other: Option<usize>) -> Color32 {
    match other {
        None => palette.cost,
        Some(0) => palette.prv,
        Some(1) => palette.compute,
        Some(_) => palette.sto,
    }
}

/// Ten to a power, exactly where that is a whole number.
fn ten_to(power: i32) -> Decimal {
    let whole = u32::try_from(power).ok().and_then(|power| 10_u64.checked_pow(power));
    whole.map_or_else(|| Decimal::new(1, power.unsigned_abs()), Decimal::from)
}

/// An amount of the upright axis.
fn amount(power: i32, lang: Lang) -> String {
    match u32::try_from(power) {
        Ok(_) if power >= 4 => format!("${}", numbers::short(ten_to(power), lang)),
        Ok(_) => format!("${}", numbers::count(ten_to(power))),
        Err(_) => format!("${}", ten_to(power)),
    }
}

/// Draws the plot; false if there is nothing above zero to draw.
pub fn show(ui: &mut Ui, lang: Lang, growth: &Growth, size: Vec2) -> bool {
    let palette = Palette::of(ui.ctx());
    let all = growth.others.iter().flat_map(|it| &it.costs).chain(&growth.costs).copied();
    let Some((low, high)) = decades(all) else { return false };
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let area = Rect::from_min_max(rect.min + vec2(LEFT, 8.0), rect.max - vec2(RIGHT, BELOW));
    let power = |power: u32| i32::try_from(power).unwrap_or_default();
    let x = Axis { low: power(POWERS.0), high: power(POWERS.1), from: area.left(), to: area.right() };
    let y = Axis { low, high, from: area.bottom(), to: area.top() };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken(lang, growth)));
    grid(ui.painter(), palette, lang, area, x, y);
    let clipped = ui.painter().with_clip_rect(area.expand(1.0));
    for (at, other) in growth.others.iter().enumerate().rev() {
        curve(&clipped, x, y, &growth.requests, &other.costs, Stroke::new(1.3, ink(palette, Some(at))));
    }
    curve(&clipped, x, y, &growth.requests, &growth.costs, Stroke::new(2.4, ink(palette, None)));
    numbers_at_the_end(ui.painter(), palette, y, area.right() + 11.0, &growth.others);
    let mut taken = Vec::new();
    drawn(ui.painter(), palette, lang, area, x, y, growth, &mut taken);
    for (at, other) in growth.others.iter().enumerate() {
        even(ui.painter(), palette, lang, area, x, y, growth, (at, other), &mut taken);
    }
    if let Some(at) = response.hover_pos().filter(|at| area.contains(*at)) {
        let far = |number: &Decimal| (x.at(*number) - at.x).abs();
        let nearest = growth.requests.iter().enumerate().min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
        if let Some((place, requests)) = nearest {
            ui.painter().vline(x.at(*requests), area.y_range(), Stroke::new(1.0, palette.faint));
            let words = at_point(lang, growth, place, *requests);
            response.on_hover_ui_at_pointer(|ui| {
                ui.label(words);
            });
        }
    }
    true
}

/// What costs how much at one of the points.
fn at_point(lang: Lang, growth: &Growth, place: usize, requests: Decimal) -> String {
    let own = growth.costs.get(place).copied().unwrap_or_default();
    let own = numbers::at_least(own, growth.at_least, lang);
    let mut words = format!(
        "{}\n{}: {own}",
        s::AT_REQUESTS.fill(lang, &[numbers::short(requests, lang)]),
        s::THIS_DESIGN.get(lang)
    );
    for (number, other) in (1..).zip(&growth.others) {
        if let Some(cost) = other.costs.get(place) {
            words.push_str(&format!("\n{number}: {}", numbers::at_least(*cost, other.unknown, lang)));
        }
    }
    words
}

/// What assistive technology says of the plot: the design's own curve, at each power of ten.
fn spoken(lang: Lang, growth: &Growth) -> String {
    let is_power =
        |number: &Decimal| (POWERS.0..=POWERS.1).any(|power| *number == Decimal::from(10_u64.pow(power)));
    let points = growth.requests.iter().zip(&growth.costs).filter(|(requests, _)| is_power(requests));
    let points = points.map(|(requests, cost)| {
        format!("{}: {}", numbers::short(*requests, lang), numbers::at_least(*cost, growth.at_least, lang))
    });
    format!("{}, {}", s::PLOT.get(lang), points.collect::<Vec<_>>().join(", "))
}

fn grid(painter: &Painter, palette: &Palette, lang: Lang, area: Rect, x: Axis, y: Axis) {
    let line = Stroke::new(1.0, palette.line);
    for power in y.labelled(APART) {
        let at = y.power(power);
        painter.hline(area.x_range(), at, line);
        let place = pos2(area.left() - 8.0, at);
        painter.text(place, Align2::RIGHT_CENTER, amount(power, lang), theme::sans(11.0), palette.muted);
    }
    for power in x.labelled(46.0) {
        let at = x.power(power);
        painter.vline(at, area.y_range(), line);
        let words = numbers::short(ten_to(power), lang);
        let place = pos2(at, area.bottom() + 4.0);
        painter.text(place, Align2::CENTER_TOP, words, theme::sans(11.0), palette.muted);
    }
    let faint = |at: Pos2, align: Align2, words: &str| {
        painter.text(at, align, words, theme::sans(11.0), palette.faint);
    };
    faint(area.left_top() + vec2(6.0, 2.0), Align2::LEFT_TOP, s::COST_MONTH.get(lang));
    faint(area.right_bottom() - vec2(6.0, 2.0), Align2::RIGHT_BOTTOM, s::REQUESTS_MONTH.get(lang));
}

fn curve(painter: &Painter, x: Axis, y: Axis, requests: &[Decimal], costs: &[Usd], stroke: Stroke) {
    let points = requests.iter().zip(costs).filter(|(_, cost)| **cost > Usd::ZERO);
    let points: Vec<Pos2> = points.map(|(at, cost)| pos2(x.at(*at), y.at(cost.amount()))).collect();
    painter.add(Shape::line(points, stroke));
}

/// Numbers at the right end of the curves, none over another.
fn numbers_at_the_end(painter: &Painter, palette: &Palette, y: Axis, at: f32, others: &[Other]) {
    let ends = others.iter().map(|it| y.at(it.costs.last().copied().unwrap_or_default().amount()));
    let places = spread(ends.collect(), 15.0, y.to.min(y.from), y.from.max(y.to));
    for (number, place) in places.into_iter().enumerate() {
        let centre = pos2(at, place);
        painter.circle_filled(centre, 7.0, ink(palette, Some(number)));
        let words = (number + 1).to_string();
        painter.text(centre, Align2::CENTER_CENTER, words, theme::bold(10.0), palette.panel);
    }
}

/// Places moved apart, in the same order, and kept between two others as far as there is room.
fn spread(places: Vec<f32>, apart: f32, least: f32, most: f32) -> Vec<f32> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    let mut places = places;
    let get = |places: &[f32], at: usize| places.get(at).copied().unwrap_or(least);
    order.order_by(|a, b| get(&places, *a).total_cmp(&get(&places, *b)).then_with(|| a.cmp(b)));
    let mut free = least;
    for at in &order {
        let place = get(&places, *at).max(free);
        free = place + apart;
        if let Some(it) = places.get_mut(*at) {
            *it = place;
        }
    }
    let mut free = most;
    for at in order.iter().rev() {
        let place = get(&places, *at).min(free);
        free = place - apart;
        if let Some(it) = places.get_mut(*at) {
            *it = place;
        }
    }
    places
}

/// A label near a point, where it covers none of those that are there.
fn label(
    painter: &Painter,
    area: Rect,
    at: Pos2,
    words: String,
    (ink, ground): (Color32, Color32),
    taken: &mut Vec<Rect>,
) {
    let galley = painter.layout_no_wrap(words, theme::bold(11.0), ink);
    let (w, h) = (galley.size().x, galley.size().y);
    let (beside, over) = (8.0, 7.0);
    let tries = [
        at + vec2(-w - beside, -h - 2.0),
        at + vec2(beside, 2.0),
        at + vec2(beside, -h - 2.0),
        at + vec2(-w - beside, 2.0),
        at + vec2(-w / 2.0, -h - over),
        at + vec2(-w / 2.0, over),
    ];
    let free = tries
        .map(|min| Rect::from_min_size(min, galley.size()))
        .into_iter()
        .find(|rect| area.contains_rect(*rect) && !taken.iter().any(|it| it.intersects(*rect)));
    if let Some(rect) = free {
        // Curves do not run through figures.
        painter.rect_filled(rect.expand2(vec2(2.0, 0.0)), 3.0, ground.gamma_multiply(0.8));
        painter.galley(rect.min, galley, ink);
        taken.push(rect);
    }
}

/// The workload as it is drawn.
#[allow(clippy::too_many_arguments)]
fn drawn(
    painter: &Painter,
    palette: &Palette,
    lang: Lang,
    area: Rect,
    x: Axis,
    y: Axis,
    growth: &Growth,
    taken: &mut Vec<Rect>,
) {
    let (requests, cost) = growth.drawn;
    if requests < ten_to(x.low) || requests > ten_to(x.high) {
        return;
    }
    let at = pos2(x.at(requests), y.at(cost.amount()));
    let dots = [pos2(at.x, area.top()), pos2(at.x, area.bottom())];
    painter.extend(Shape::dashed_line(&dots, Stroke::new(1.0, palette.cost), 3.0, 3.0));
    painter.circle(at, 5.0, palette.cost, Stroke::new(2.0, palette.panel));
    taken.push(Rect::from_center_size(at, Vec2::splat(12.0)));
    let words = [numbers::short(requests, lang), numbers::at_least(cost, growth.at_least, lang)];
    label(painter, area, at, s::AS_DRAWN.fill(lang, &words), (palette.cost, palette.panel), taken);
}

/// The number of requests at which another design costs the same.
#[allow(clippy::too_many_arguments)]
fn even(
    painter: &Painter,
    palette: &Palette,
    lang: Lang,
    area: Rect,
    x: Axis,
    y: Axis,
    growth: &Growth,
    (number, other): (usize, &Other),
    taken: &mut Vec<Rect>,
) {
    let Some(even) = other.even.filter(|it| it.requests <= ten_to(x.high)) else { return };
    let Some(height) = between(x, y, &growth.requests, &growth.costs, even.requests) else { return };
    let ink = ink(palette, Some(number));
    let at = pos2(x.at(even.requests), height);
    painter.circle(at, 4.5, palette.panel, Stroke::new(2.0, ink));
    taken.push(Rect::from_center_size(at, Vec2::splat(10.0)));
    label(painter, area, at, numbers::short(even.requests, lang), (ink, palette.panel), taken);
}

/// Where a curve is between its points.
fn between(x: Axis, y: Axis, requests: &[Decimal], costs: &[Usd], at: Decimal) -> Option<f32> {
    let after = requests.iter().position(|it| *it >= at)?;
    let point = |place: usize| -> Option<(f32, f32)> {
        Some((x.at(*requests.get(place)?), y.at(costs.get(place)?.amount())))
    };
    let (right, left) = (point(after)?, point(after.saturating_sub(1))?);
    let share = if right.0 > left.0 { (x.at(at) - left.0) / (right.0 - left.0) } else { 1.0 };
    Some(left.1 + (right.1 - left.1) * share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::decimal;

    fn usd(text: &str) -> Usd {
        Usd::new(decimal(text).unwrap())
    }

    #[test]
    fn an_axis_is_logarithmic_and_never_leaves_its_ends() {
        let axis = Axis { low: 3, high: 9, from: 100.0, to: 700.0 };
        for (number, at) in [("1000", 100.0), ("1000000", 400.0), ("1000000000", 700.0)] {
            assert!((axis.at(decimal(number).unwrap()) - at).abs() < 0.01, "{number}");
        }
        assert_eq!(axis.at(Decimal::ZERO), 100.0);
        assert_eq!(axis.at(Decimal::MAX), 700.0);
        assert_eq!(axis.labelled(46.0).count(), 7);
        assert_eq!(axis.labelled(150.0).collect::<Vec<_>>(), [3, 5, 7, 9]);
    }

    #[test]
    fn decades_hold_every_amount() {
        let of = |all: &[&str]| decades(all.iter().map(|it| usd(it)));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["0", "0"]), None);
        assert_eq!(of(&["0", "32.85"]), Some((1, 2)));
        assert_eq!(of(&["100"]), Some((2, 3)));
        assert_eq!(of(&["0.0000000001", "2500"]), Some((-4, 4)));
    }

    #[test]
    fn places_are_moved_apart_and_stay_inside() {
        assert_eq!(spread(vec![50.0, 50.0, 10.0], 15.0, 0.0, 100.0), [50.0, 65.0, 10.0]);
        assert_eq!(spread(vec![100.0, 99.0], 15.0, 0.0, 100.0), [100.0, 85.0]);
        assert_eq!(spread(Vec::new(), 15.0, 0.0, 100.0), Vec::<f32>::new());
    }

    #[test]
    fn amounts_of_the_axis() {
        let words = |power| amount(power, Lang::En);
        assert_eq!([words(-2), words(0), words(3), words(6)], ["$0.01", "$1", "$1,000", "$1M"]);
    }
}
