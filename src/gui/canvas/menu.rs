//! The menu of a secondary click: what can be done with what is under the pointer.

use super::{Canvas, Hit};
use crate::gui::{
    command::{Command, Menu},
    panels::top,
    state::{Act, Acts, Selection, UiState},
};
use eframe::egui::{Popup, PopupCloseBehavior, Rect, Response};

impl Canvas {
    /// Shows the menu, and selects what it is about when it opens.
    pub(super) fn context_menu(
        &self,
        view: Rect,
        response: &Response,
        state: &UiState,
        acts: &mut Acts,
        applies: &dyn Fn(Command) -> bool,
    ) {
        if response.secondary_clicked()
            && let Some(at) = response.interact_pointer_pos()
        {
            match self.hit(view, at, state) {
                Hit::Node(id) | Hit::Port(id, _) | Hit::Handle(id, _) | Hit::Body(id)
                    if !state.selection.nodes.contains(&id) =>
                {
                    acts.push(Act::Select(Selection::node(id)));
                }
                Hit::Line(id) => acts.push(Act::Select(super::gesture::next_of(&id, state))),
                Hit::Empty => acts.push(Act::Select(Selection::default())),
                Hit::Node(_) | Hit::Port(..) | Hit::Handle(..) | Hit::Body(_) | Hit::Bend(..) => {}
            }
        }
        let menu = Popup::context_menu(response).close_behavior(PopupCloseBehavior::CloseOnClick);
        menu.show(|ui| {
            ui.set_min_width(280.0);
            ui.spacing_mut().item_spacing.y = 1.0;
            // Keys do these better than a menu.
            let plain = |command: Command| {
                !matches!(
                    command,
                    Command::Escape
                        | Command::Undo
                        | Command::Redo
                        | Command::MoveLeft
                        | Command::MoveRight
                        | Command::MoveUp
                        | Command::MoveDown
                )
            };
            let some = !state.selection.is_empty();
            let groups: &[Menu] =
                if some { &[Menu::Edit, Menu::Arrange] } else { &[Menu::Edit, Menu::Tools] };
            for (at, menu) in groups.iter().enumerate() {
                if at > 0 {
                    ui.separator();
                }
                for spec in menu.commands().filter(|spec| plain(spec.command) && applies(spec.command)) {
                    top::item(ui, spec.command, state.lang, acts);
                }
            }
            ui.separator();
            let last: &[Command] = if some {
                &[Command::FollowForward, Command::FollowBack, Command::FitSelection]
            } else {
                &[Command::FitAll]
            };
            for command in last.iter().filter(|command| applies(**command)) {
                top::item(ui, *command, state.lang, acts);
            }
        });
    }
}
