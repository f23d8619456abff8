//! The tour: five steps from a broken arrow to one that is mended and priced. A step is data: what it says, where it
//! points, and how to tell that a person has done it. It looks at the document and the selection, so it does not matter by
//! what means a step was done.

use super::{sheet::Sheet, templates};
use crate::{
    analysis::Standing,
    base::{ConnectionId, Decimal, NodeId, Text, text},
    gui::{
        asking::{Subject, View},
        canvas::Canvas,
        numbers,
        state::{Act, Acts, BottomTab, Document, Gesture, Selection, UiState},
        theme::{self, Palette},
        widgets,
    },
    model::edit::Edit,
};
use eframe::egui::{
    Align2, Area, Context, Frame, Id, Label, LayerId, Margin, Order, Rect, RichText, Role, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, accesskit, pos2, vec2,
};

/// The design that the tour is about, and what it speaks of there.
pub const FOLDER: &str = "private-function-no-endpoint";
const LINE: &str = "place-order-orders";
const TABLE: &str = "rtb-private";
const CLIENT: &str = "shoppers";

/// A tour that is under way.
#[derive(Debug, Default)]
pub struct Tour {
    /// Which step; beyond the last: it is done.
    pub step: usize,
    /// Which step was read out, in which language.
    said: Option<(usize, crate::base::Lang)>,
    /// How many requests entered when the last step began.
    requests: Option<Decimal>,
    /// What its design is called, so that it ends when another takes its place.
    name: Option<String>,
}

/// Where a step points.
#[derive(Clone, Copy, Debug)]
enum At {
    Line,
    Bottom,
    Inspector,
}

/// What the steps are about, of a document.
struct Seen<'a> {
    doc: &'a Document,
    state: &'a UiState,
    line: &'a ConnectionId,
    requests: Option<Decimal>,
}

struct Step {
    title: Text,
    words: Text,
    at: At,
    /// Makes visible what the step speaks of.
    enter: fn(&mut UiState, &mut Acts, &ConnectionId),
    /// Whether a person has done it.
    done: fn(&Seen<'_>) -> bool,
    /// Does it in place of the person.
    skip: fn(&Seen<'_>, &mut Acts) -> Option<BottomTab>,
}

static STEPS: [Step; 5] = [
    Step {
        title: text!("The red line", "빨간 선"),
        words: text!(
            "`place-order` should write to `orders`, but the line between them is red: no packet gets through. Select the line, or the function that it starts at.",
            "`place-order`가 `orders`에 써야 하는데 둘 사이의 선이 빨간색입니다. 패킷이 지나가지 못한다는 뜻입니다. 그 선이나, 선이 시작되는 함수를 선택하세요."
        ),
        at: At::Line,
        enter: |_, _, _| {},
        done: |it| mended(it) || matches!(&it.state.subject, Subject::Connection(id) if id == it.line),
        skip: |it, acts| {
            acts.push(Act::Select(Selection::connection(it.line.clone())));
            None
        },
    },
    Step {
        title: text!("Why it stops", "멈추는 이유"),
        words: text!(
            "The Reachability panel below names what stops the packets, and why. Choose it there: the route table `rtb-private`.",
            "아래 도달성 패널에 패킷을 막는 것과 그 이유가 나옵니다. 거기에서 라우팅 테이블 `rtb-private`을 선택하세요."
        ),
        at: At::Bottom,
        enter: |state, _, _| {
            state.bottom = true;
            state.bottom_tab = BottomTab::Reachability;
            state.view = View::Path;
        },
        done: |it| mended(it) || it.state.selection.single().is_some_and(|id| id.as_str() == TABLE),
        skip: |_, acts| {
            acts.extend(TABLE.parse::<NodeId>().map(Act::Point));
            None
        },
    },
    Step {
        title: text!("Mend it", "고치기"),
        words: text!(
            "The table has only the local route, and the DynamoDB table is outside the VPC. The inspector at the right has what would mend it. Press \"Add gateway endpoint\".",
            "이 라우팅 테이블에는 로컬 경로만 있고, DynamoDB 테이블은 VPC 밖에 있습니다. 오른쪽 인스펙터에 고치는 방법이 있습니다. \"게이트웨이 엔드포인트 추가\"를 누르세요."
        ),
        at: At::Inspector,
        enter: |state, acts, line| {
            state.right = true;
            acts.push(Act::Select(Selection::connection(line.clone())));
        },
        done: mended,
        skip: |it, acts| {
            acts.extend(mend(it).map(|edits| Act::Edit { gesture: Gesture::One, edits }));
            None
        },
    },
    Step {
        title: text!("What it costs", "비용 확인"),
        words: text!(
            "The line is whole: packets reach the table and answers come back. Fixed cost is now {0} a month; a gateway endpoint adds nothing to it. Open the Cost tab to see every line of the bill.",
            "선이 이어졌습니다. 패킷이 테이블에 닿고 응답도 돌아옵니다. 고정 비용은 이제 월 {0}이며, 게이트웨이 엔드포인트는 비용을 더하지 않습니다. 비용 탭을 열어 청구서의 각 항목을 보세요."
        ),
        at: At::Bottom,
        enter: |state, _, _| {
            state.bottom = true;
            state.bottom_tab = BottomTab::Reachability;
        },
        done: |it| it.state.bottom && it.state.bottom_tab == BottomTab::Cost,
        skip: |_, _| Some(BottomTab::Cost),
    },
    Step {
        title: text!("More requests", "요청 늘리기"),
        words: text!(
            "Cost follows requests. In the inspector, give `shoppers` more Requests per month, say 10M, and watch the bill below.",
            "비용은 요청 수를 따라갑니다. 인스펙터에서 `shoppers`의 월 요청 수를 10M처럼 늘리고 아래 청구서를 보세요."
        ),
        at: At::Inspector,
        enter: |state, acts, _| {
            state.right = true;
            acts.extend(CLIENT.parse().map(|id| Act::Select(Selection::node(id))));
        },
        done: |it| requests(it.doc) > it.requests,
        skip: |it, acts| {
            let mut workload = it.doc.analysis.model().workload().to_vec();
            for entry in &mut workload {
                entry.requests = entry.requests.saturating_mul(Decimal::TEN);
            }
            acts.push(Act::Edit { gesture: Gesture::One, edits: vec![Edit::Workload(workload)] });
            None
        },
    },
];

static DONE: Text = text!("The arrow is a way now", "화살표가 길이 되었습니다");
static DONE_WORDS: Text = text!(
    "You found what stopped the packets, mended it, and know what it costs. Undo takes each step back. Try the same on another template, or read how the pieces work.",
    "패킷을 막는 것을 찾아 고쳤고 비용도 확인했습니다. 실행 취소로 한 단계씩 되돌릴 수 있습니다. 다른 템플릿에서도 해 보거나, 각 부분이 어떻게 작동하는지 읽어 보세요."
);
static COUNT: Text = text!("Step {0} of {1}", "{1}단계 중 {0}단계");
static SKIP: Text = text!("Skip", "건너뛰기");
static SKIP_HELP: Text = text!("Plat does this step for you", "이 단계를 대신 해 줍니다");
static END: Text = text!("End tour", "둘러보기 끝내기");
static TEMPLATES: Text = text!("Templates", "템플릿");
static LEARN: Text = text!("Learn", "배우기");

/// Begins: opens the design, and the first step once that is there.
pub fn start(state: &mut UiState) -> Option<Act> {
    let at = templates::find(FOLDER)?;
    state.lessons.close();
    state.lessons.tour = Some(Tour::default());
    Some(Act::Template(at))
}

/// Whether packets get through, by whatever means.
fn mended(it: &Seen<'_>) -> bool {
    it.doc.analysis.shown().standing(it.line) == Standing::Granted
}

/// The edits that the cheapest offer makes.
fn mend(it: &Seen<'_>) -> Option<Vec<Edit>> {
    let analysis = &it.doc.analysis;
    let need = analysis.shown().judgement(it.line)?.packets.as_ref()?.need.as_ref()?;
    analysis.offers(need).into_iter().next().map(|offer| offer.remedy.edits)
}

fn requests(doc: &Document) -> Option<Decimal> {
    doc.analysis.model().workload().iter().map(|it| it.requests).max()
}

/// Draws the step that is under way, and goes on when it is done. What has to be read out comes back.
pub fn show(
    ui: &Ui,
    doc: &Document,
    state: &mut UiState,
    canvas: &mut Canvas,
    acts: &mut Acts,
) -> Option<String> {
    // While a question is open the design may not be there yet.
    if state.dialog.is_some() {
        return None;
    }
    let view = canvas.view?;
    let line: ConnectionId = LINE.parse().ok()?;
    let mut tour = state.lessons.tour.take()?;
    let model = doc.analysis.model();
    let name = tour.name.get_or_insert_with(|| model.name().to_owned());
    // Another design took the place of the tour's.
    if model.connection(&line).is_none() || model.name() != name {
        return None;
    }
    advance(ui.ctx(), doc, state, acts, &mut tour, &line);
    let lang = state.lang;
    let step = STEPS.get(tour.step);
    if let Some(place) = step.and_then(|it| place(ui.ctx(), it.at, doc, canvas, view, &line)) {
        ring(ui.ctx(), place);
    }
    let (title, words) = match step {
        Some(step) => {
            let fixed = numbers::dollars(doc.analysis.shown().totals().fixed);
            (step.title.get(lang), widgets::plain(&step.words.fill(lang, &[fixed])))
        }
        None => (DONE.get(lang), DONE_WORDS.get(lang).to_owned()),
    };
    let goes_on = card(ui, doc, state, acts, view, &mut tour, &line, title, &words);
    let spoken = (tour.said != Some((tour.step, lang))).then(|| format!("{title}: {words}"));
    tour.said = Some((tour.step, lang));
    state.lessons.tour = goes_on.then_some(tour);
    spoken
}

fn advance(
    ctx: &Context,
    doc: &Document,
    state: &mut UiState,
    acts: &mut Acts,
    tour: &mut Tour,
    line: &ConnectionId,
) {
    let Some(step) = STEPS.get(tour.step) else { return };
    let seen = Seen { doc, state, line, requests: tour.requests };
    if !(step.done)(&seen) {
        return;
    }
    tour.step += 1;
    tour.requests = requests(doc);
    if let Some(next) = STEPS.get(tour.step) {
        (next.enter)(state, acts, line);
    }
    ctx.request_repaint();
}

/// Where on screen a step points.
fn place(
    ctx: &Context,
    at: At,
    doc: &Document,
    canvas: &mut Canvas,
    view: Rect,
    line: &ConnectionId,
) -> Option<Rect> {
    let screen = ctx.content_rect();
    let found = match at {
        At::Line => {
            let points = &canvas.scene(doc).lines.iter().find(|it| it.has(line))?.points;
            let drawn = Rect::from_points(points);
            let rect = canvas.camera.rect_to_screen(view, drawn);
            // Around the line, and not over what it leads to.
            let room = |long: f32| if long < 20.0 { 14.0 } else { 0.0 };
            let rect = rect.expand2(vec2(room(rect.width()), room(rect.height()))).intersect(view);
            return rect.is_positive().then_some(rect);
        }
        At::Bottom => Rect::from_min_max(view.left_bottom(), pos2(view.right(), screen.bottom())),
        At::Inspector => Rect::from_min_max(view.right_top(), screen.right_bottom()),
    };
    let room = found.width() > 40.0 && found.height() > 40.0;
    room.then(|| found.shrink(4.0))
}

fn ring(ctx: &Context, rect: Rect) {
    let palette = Palette::of(ctx);
    let painter = ctx.layer_painter(LayerId::new(Order::Foreground, Id::unique("tour-ring")));
    let halo = Stroke::new(6.0, palette.accent.gamma_multiply(0.18));
    painter.rect_stroke(rect, 10.0, halo, StrokeKind::Middle);
    painter.rect_stroke(rect, 10.0, Stroke::new(2.0, palette.accent), StrokeKind::Middle);
}

/// What a step says, over the top of the canvas; whether the tour goes on.
#[allow(clippy::too_many_arguments)]
fn card(
    ui: &Ui,
    doc: &Document,
    state: &mut UiState,
    acts: &mut Acts,
    view: Rect,
    tour: &mut Tour,
    line: &ConnectionId,
    title: &str,
    words: &str,
) -> bool {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let width = (view.width() - 32.0).clamp(220.0, 560.0);
    let mut goes_on = true;
    let area = Area::new(Id::unique("tour"))
        .order(Order::Middle)
        .pivot(Align2::CENTER_TOP)
        .fixed_pos(view.center_top() + vec2(0.0, 14.0))
        .constrain_to(view);
    area.show(ui.ctx(), |ui| {
        let frame = Frame::new()
            .fill(palette.panel)
            .stroke(Stroke::new(1.0, palette.accent))
            .shadow(ui.visuals().popup_shadow)
            .corner_radius(10)
            .inner_margin(Margin::symmetric(16, 12));
        frame.show(ui, |ui| {
            ui.set_width(width - 32.0);
            ui.spacing_mut().item_spacing.y = 4.0;
            ui.horizontal(|ui| {
                ui.label(RichText::new(title).font(theme::bold(13.5)).color(palette.text));
                let last = STEPS.len();
                if tour.step < last {
                    let numbers = [(tour.step + 1).to_string(), last.to_string()];
                    let count = RichText::new(COUNT.fill(lang, &numbers)).font(theme::sans(12.0));
                    ui.label(count.color(palette.faint));
                }
            });
            let said = ui.add(
                Label::new(RichText::new(words).font(theme::sans(12.5)).color(palette.text))
                    .wrap()
                    .sense(Sense::hover()),
            );
            let spoken = format!("{title}: {words}");
            said.widget_info(|| WidgetInfo::labeled(Role::Status, true, &spoken));
            // AX-3: a reader says each step when it comes.
            ui.ctx().accesskit_node_builder(said.id, |node| node.set_live(accesskit::Live::Polite));
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 18.0;
                match STEPS.get(tour.step) {
                    Some(step) => {
                        let skip = widgets::quiet(ui, SKIP.get(lang)).on_hover_text(SKIP_HELP.get(lang));
                        if std::mem::take(&mut state.lessons.focus) {
                            skip.request_focus();
                        }
                        if skip.clicked() {
                            let seen = Seen { doc, state, line, requests: tour.requests };
                            if let Some(tab) = (step.skip)(&seen, acts) {
                                state.bottom = true;
                                state.bottom_tab = tab;
                            }
                        }
                    }
                    None => {
                        for (label, sheet) in [(&TEMPLATES, Sheet::Templates), (&LEARN, Sheet::Learn)] {
                            if widgets::quiet(ui, label.get(lang)).clicked() {
                                state.lessons.toggle(sheet);
                                goes_on = false;
                            }
                        }
                    }
                }
                goes_on &= !widgets::quiet(ui, END.get(lang)).clicked();
            });
        });
    });
    goes_on
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analysis::Analysis, model::file};

    #[test]
    fn the_design_has_what_the_steps_speak_of() {
        let template = &templates::TEMPLATES[templates::find(FOLDER).unwrap()];
        let analysis = Analysis::new(file::load(template.text).unwrap().model);
        let line: ConnectionId = LINE.parse().unwrap();
        assert_eq!(analysis.standing(&line), Standing::Refused);
        for id in [TABLE, CLIENT] {
            assert!(analysis.model().node(&id.parse().unwrap()).is_some(), "{id}");
        }
        let blockers = &analysis.judgement(&line).unwrap().packets.as_ref().unwrap().blockers;
        assert_eq!(blockers.first().map(|it| it.node.as_str()), Some(TABLE));
        let mut doc = Document { analysis, ..Document::default() };
        doc.analysis.settle(&|| false);
        let state = UiState::default();
        let seen = Seen { doc: &doc, state: &state, line: &line, requests: None };
        assert!(mend(&seen).is_some(), "skipping it mends it, too");
    }
}
