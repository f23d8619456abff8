//! Carrying out commands: those that buttons, menus and keys share.

use super::{
    app::App,
    arrange::{Line, distribute},
    canvas::camera::STEP,
    command::Command,
    files::BESIDE,
    panels::{commands::Listing, sheet::Sheet, tour},
    regions::{Region, Regions},
    settings::Setting,
    state::{Act, Focus, Gesture, Selection, Tool},
    strings as s,
};
use crate::{
    analysis::document,
    base::{Gather as _, Lang, NodeId},
    layout::GRID,
    model::{clip::Clip, drawing::Drawing, edit::Edit, kinds::Kind, resource::Look},
};
use eframe::egui::{Context, Theme};
use std::collections::BTreeSet;

impl App {
    /// Carries out one command.
    pub(super) fn command(&mut self, ctx: &Context, command: Command) {
        match command {
            Command::New => self.act(ctx, Act::Blank),
            Command::Open => {
                self.state.comparing = false;
                self.host.open();
            }
            Command::Save => self.save(self.doc.file.is_some()),
            Command::SaveAs => self.save(false),
            Command::Export => self.open_export(ctx),
            Command::ExportCsv => self.export_bill("csv", "text/csv", document::csv),
            Command::ExportMarkdown => self.export_bill("md", "text/markdown", document::markdown),
            Command::Share => self.share(ctx),
            Command::EditCopy => self.edit_copy(),
            Command::TakeOver => {
                if !self.host.take_over() {
                    self.act(ctx, Act::Toast(s::NO_ANSWER.get(self.state.lang).to_owned()));
                }
            }
            Command::Undo => {
                let touched = self.doc.analysis.undo();
                self.stepped(ctx, touched);
                self.host.announce(s::UNDONE.get(self.state.lang));
            }
            Command::Redo => {
                let touched = self.doc.analysis.redo();
                self.stepped(ctx, touched);
                self.host.announce(s::REDONE.get(self.state.lang));
            }
            Command::Copy => {
                self.copy(ctx);
            }
            Command::Cut => {
                if self.copy(ctx) {
                    self.delete(ctx);
                }
            }
            // Text from elsewhere comes with the platform's own event; a menu has what was copied here.
            Command::Paste | Command::PasteInPlace => {
                if let Some((_, clip)) = self.copied.clone() {
                    let by = if command == Command::Paste { BESIDE } else { (0, 0) };
                    self.put(&clip, by).into_iter().for_each(|act| self.act(ctx, act));
                }
            }
            Command::Duplicate => {
                let ids = self.roots();
                self.act(ctx, Act::Copy { ids, by: BESIDE });
            }
            Command::RemoveContainer => self.unwrap(ctx),
            Command::Rename => self.focus_field(Focus::Name),
            Command::EditFields => self.enter(),
            Command::Delete => self.delete(ctx),
            Command::SelectAll => {
                let nodes = self.beside_selected();
                self.select(Selection { nodes, connection: None });
            }
            Command::Escape => self.escape(ctx),
            Command::NextRegion => self.step_region(ctx, false),
            Command::PreviousRegion => self.step_region(ctx, true),
            Command::NextObject | Command::PreviousObject => {
                let back = command == Command::PreviousObject;
                if let Some(selection) = self.canvas.step_selection(&self.state, back) {
                    if let Some(id) = selection.single().cloned() {
                        self.canvas.reveal(&self.doc, &id);
                        self.host.announce(&super::canvas::spoken_name(&self.doc, &self.state, &id));
                    }
                    self.select(selection);
                    self.canvas.walked = true;
                }
            }
            Command::MoveLeft => self.nudge(ctx, (-1, 0)),
            Command::MoveRight => self.nudge(ctx, (1, 0)),
            Command::MoveUp => self.nudge(ctx, (0, -1)),
            Command::MoveDown => self.nudge(ctx, (0, 1)),
            Command::AlignLeft => self.align(ctx, Line::Left),
            Command::AlignRight => self.align(ctx, Line::Right),
            Command::AlignTop => self.align(ctx, Line::Top),
            Command::AlignBottom => self.align(ctx, Line::Bottom),
            Command::AlignCentre => self.align(ctx, Line::Centre),
            Command::AlignMiddle => self.align(ctx, Line::Middle),
            Command::DistributeAcross => self.arrange(ctx, |boxes| distribute(boxes, false)),
            Command::DistributeDown => self.arrange(ctx, |boxes| distribute(boxes, true)),
            Command::Group => self.draw_otherwise(ctx, |drawing, nodes| drawing.join(nodes.clone())),
            Command::Ungroup => self.draw_otherwise(ctx, Drawing::part),
            Command::Lock => self.draw_otherwise(ctx, |drawing, nodes| {
                if nodes.is_subset(&drawing.locked) {
                    drawing.locked.retain(|id| !nodes.contains(id));
                } else {
                    drawing.locked.extend(nodes.iter().cloned());
                }
            }),
            Command::Forward => self.restack(ctx, |own, _| own + 1),
            Command::Backward => self.restack(ctx, |own, _| own - 1),
            Command::ToFront => self.restack(ctx, |_, (_, most)| most + 1),
            Command::ToRear => self.restack(ctx, |_, (least, _)| least - 1),
            Command::Layout => {
                self.lay_out();
                ctx.request_repaint();
            }
            Command::FitContent => self.fit_content(ctx),
            Command::Collapse => self.collapse(ctx),
            Command::ResetRoute => {
                let id = self.state.selection.connection.clone();
                self.draw_otherwise(ctx, |drawing, _| drawing.bends.retain(|it, _| Some(it) != id.as_ref()));
            }
            Command::FollowForward => self.follow_connection(false),
            Command::FollowBack => self.follow_connection(true),
            Command::Commands => self.state.commands = Some(Listing::open(false)),
            Command::AddKind => self.state.commands = Some(Listing::open(true)),
            Command::Find => self.state.find.focus = true,
            Command::FindNext | Command::FindPrevious => {
                self.state.find.look(&self.doc);
                if let Some(id) = self.state.find.step(command == Command::FindPrevious).cloned() {
                    self.act(ctx, Act::Centre(id));
                }
            }
            Command::NextFinding => self.step_finding(false),
            Command::PreviousFinding => self.step_finding(true),
            Command::Keys => self.state.keys ^= true,
            Command::Grid => self.state.grid ^= true,
            Command::Snapping => self.state.snapping ^= true,
            Command::SelectTool => self.state.tool = Tool::Select,
            Command::HandTool => self.state.tool = Tool::Hand,
            Command::ConnectTool => self.state.tool = Tool::Connect,
            Command::NoteTool => {
                let is_note = |kind: &Kind| kind.spec().look == Look::Note;
                self.state.placing = Kind::ALL.iter().copied().find(is_note);
            }
            Command::TraceTool => self.state.tool = Tool::Trace,
            Command::ZoomIn => self.canvas.zoom(STEP),
            Command::ZoomOut => self.canvas.zoom(1.0 / STEP),
            Command::Zoom100 => self.canvas.zoom(1.0 / self.canvas.camera.zoom),
            Command::FitAll => {
                if let Some(bounds) = self.canvas.scene(&self.doc).bounds() {
                    self.canvas.show_all(bounds);
                }
            }
            Command::FitSelection => {
                let scene = self.canvas.scene(&self.doc);
                let rects = self.state.selection.nodes.iter().filter_map(|id| scene.rect(id));
                if let Some(bounds) = rects.reduce(eframe::egui::Rect::union) {
                    self.canvas.show_all(bounds);
                }
            }
            Command::ShowFindings => self.state.show_findings ^= true,
            Command::ShowReach => self.state.show_reach ^= true,
            Command::ShowCost => self.state.show_cost ^= true,
            Command::ToggleLeft => Regions::toggle(&mut self.state, Region::Left),
            Command::ToggleRight => Regions::toggle(&mut self.state, Region::Right),
            Command::ToggleBottom => Regions::toggle(&mut self.state, Region::Bottom),
            Command::Settings => self.state.settings_open ^= true,
            Command::Minimap => self.state.minimap ^= true,
            Command::Theme => {
                let dark = ctx.theme() == Theme::Light;
                self.set_to(ctx, Setting::Theme, if dark { "dark" } else { "light" });
            }
            Command::Templates => self.state.lessons.toggle(Sheet::Templates),
            Command::Learn => self.state.lessons.toggle(Sheet::Learn),
            Command::Tour => {
                if let Some(act) = tour::start(&mut self.state) {
                    self.act(ctx, act);
                }
            }
            Command::Language => {
                let other = if self.state.lang == Lang::En { "ko" } else { "en" };
                self.set_to(ctx, Setting::Language, other);
            }
        }
    }

    fn stepped(&mut self, ctx: &Context, touched: Option<BTreeSet<NodeId>>) {
        let Some(touched) = touched else { return };
        self.burst = (0, 0.0, 0);
        let model = self.doc.analysis.model();
        let nodes: BTreeSet<NodeId> = touched.into_iter().filter(|id| model.node(id).is_some()).gather();
        // A new scene takes its time; the frame of the step has had its own.
        self.canvas.to_reveal = nodes.first().cloned();
        if nodes.len() == 1 {
            self.select(Selection { nodes, connection: None });
        }
        self.after_change(ctx);
    }

    fn copy(&mut self, ctx: &Context) -> bool {
        let clip = Clip::of(self.doc.analysis.model(), &self.state.selection.nodes);
        if clip.is_empty() {
            return false;
        }
        let text = clip.text();
        ctx.copy_text(text.clone());
        self.copied = Some((text, clip));
        true
    }

    fn delete(&mut self, ctx: &Context) {
        let model = self.doc.analysis.model();
        let selection = self.state.selection.clone();
        if let Some(id) = selection.connection {
            self.edit(ctx, Gesture::One, &[Edit::Disconnect { id }]);
            return;
        }
        let inside = |id: &NodeId| model.ancestors(id).any(|(above, _)| selection.nodes.contains(above));
        let roots: Vec<NodeId> = selection.nodes.iter().filter(|id| !inside(id)).cloned().collect();
        let count = model.nodes().filter(|(id, _)| selection.nodes.contains(*id) || inside(id)).count();
        let edits: Vec<Edit> = roots.into_iter().map(|id| Edit::Remove { id }).collect();
        if edits.is_empty() {
            return;
        }
        self.edit(ctx, Gesture::One, &edits);
        if count > 1 {
            let words = s::DELETED.fill(self.state.lang, &[count.to_string()]);
            self.toast(ctx, words, true);
        }
    }

    fn escape(&mut self, ctx: &Context) {
        if std::mem::take(&mut self.state.settings_open) {
            return;
        }
        if self.state.placing.take().is_some() || self.canvas.cancel() || self.state.regions.close_drawer() {
            return;
        }
        if self.state.tool != Tool::Select {
            self.state.tool = Tool::Select;
            return;
        }
        if self.state.selection.is_empty() {
            // The keyboard leaves the canvas, so that Tab walks among the panels.
            ctx.memory_mut(|memory| memory.surrender_focus(super::canvas::Canvas::id()));
            return;
        }
        let parent =
            self.state.selection.single().and_then(|id| self.doc.analysis.model().node(id)?.parent.clone());
        self.select(parent.map(Selection::node).unwrap_or_default());
    }

    fn nudge(&mut self, ctx: &Context, way: (i32, i32)) {
        let far = ctx.input(|input| input.modifiers.shift);
        let step = match (self.state.snapping, far) {
            (true, false) => GRID,
            (true, true) => 5 * GRID,
            (false, false) => 1,
            (false, true) => 10,
        };
        let roots = self.movable();
        let edits = self.places(&roots, (way.0 * step, way.1 * step));
        self.edit(ctx, Gesture::Burst(1), &edits);
        if let [id] = roots.as_slice()
            && let Some(frame) = self.doc.analysis.model().frame(id)
        {
            let numbers = [id.to_string(), frame.x.to_string(), frame.y.to_string()];
            self.host.announce(&s::MOVED_TO.fill(self.state.lang, &numbers));
        }
    }
}
