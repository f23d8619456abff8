//! Files besides the open one: documents that were open before, older states of the open one, and what it is compared
//! with.

use super::{
    app::App,
    asking::Since,
    exporting::Exporting,
    host::{Kept, Place, Purpose, Recent, Snapshot},
    importing::Found,
    state::{Act, Dialog, Gesture},
};
use crate::{
    base::{Lang, Text, text},
    model::{
        edit::Edit,
        file::{self, LoadError},
    },
};
use eframe::egui::{Context, Id};
use std::sync::Arc;

/// What the editor knows of files besides the open one.
#[derive(Debug, Default)]
pub struct Filing {
    /// Documents that were open before, newest first.
    pub recents: Vec<Recent>,
    /// Older states of the open document, newest first.
    pub snapshots: Vec<Snapshot>,
    /// Whether the list of them is open, so that it is asked for once.
    pub is_listing: bool,
    /// What is to be exported, and how.
    pub export: Exporting,
    /// Why what is being imported is no model, to be said if it is nothing else either.
    pub refused: Option<LoadError>,
    /// What had the keyboard before the open dialog, if one is open.
    pub before_dialog: Option<Option<Id>>,
}

/// What a frame may ask about files.
#[derive(Clone, Debug, PartialEq)]
pub enum FileAct {
    /// Opens a document that was open before.
    OpenRecent(Place),
    /// Takes a document from the list of those. In the browser that deletes it.
    ForgetRecent(Place),
    /// Brings the list of older states up to date.
    ListSnapshots,
    /// Compares with an older state.
    CompareSnapshot(Snapshot),
    /// Makes the document what it was then.
    RestoreSnapshot(Snapshot),
    /// Asks for a file to compare with.
    CompareFile,
    /// Compares with the last save again.
    CompareSave,
    /// Writes what the dialog says.
    Export,
    /// Stops writing it.
    StopExport,
    /// Opens what was being edited when the editor stopped by a fault.
    Recover,
    /// Leaves that where it is, and starts without it.
    SetAside,
    /// Opens what was imported.
    OpenImported(Arc<Found>),
}

static SNAPSHOT: Text = text!("the snapshot of {0}", "{0} 스냅숏");
static NOW: Text = text!("less than a minute ago", "1분 이내");
static MINUTES: Text = text!("{0} min ago", "{0}분 전");
static HOURS: Text = text!("{0} h ago", "{0}시간 전");
static DAYS: Text = text!("{0} days ago", "{0}일 전");
static RESTORED: Text = text!("The design is as it was: {0}", "{0} 상태로 복원했습니다");
static SET_ASIDE: Text = text!("The last design is kept as {0}", "마지막 설계를 {0}에 남겨 두었습니다");

/// How long ago something was, in words.
pub fn ago(lang: Lang, seconds: f64) -> String {
    let (words, unit) = match seconds {
        s if s < 60.0 => return NOW.get(lang).to_owned(),
        s if s < 3600.0 => (&MINUTES, 60.0),
        s if s < 48.0 * 3600.0 => (&HOURS, 3600.0),
        _ => (&DAYS, 86400.0),
    };
    words.fill(lang, &[(seconds / unit).floor().to_string()])
}

impl App {
    pub(super) fn file_act(&mut self, ctx: &Context, act: FileAct) {
        match act {
            FileAct::OpenRecent(place) => self.host.open_recent(&place),
            FileAct::ForgetRecent(place) => {
                self.state.filing.recents.retain(|it| it.place != place);
                self.host.forget_recent(&place);
            }
            FileAct::ListSnapshots => self.host.list_snapshots(),
            FileAct::CompareSnapshot(snapshot) => self.host.read_snapshot(&snapshot, Purpose::Compare),
            FileAct::RestoreSnapshot(snapshot) => self.host.read_snapshot(&snapshot, Purpose::Restore),
            FileAct::CompareFile => {
                self.state.comparing = true;
                self.host.open();
            }
            FileAct::CompareSave => {
                if let Some(since) = self.doc.last_save.take() {
                    self.doc.since = since;
                }
            }
            FileAct::Export => self.start_export(),
            FileAct::StopExport => self.state.filing.export.job = None,
            FileAct::Recover => self.host.recover_now(),
            FileAct::OpenImported(found) => self.open_imported(ctx, &found),
            FileAct::SetAside => {
                if let Some(name) = self.host.set_aside() {
                    self.act(ctx, Act::Toast(SET_ASIDE.fill(self.state.lang, &[name])));
                }
            }
        }
    }

    /// Compares with an older state of the document. One that cannot be read was written by a newer Plat, or is broken:
    /// the comparison stays what it was.
    pub(super) fn compare_snapshot(&mut self, age: f64, bytes: &[u8]) {
        let lang = self.state.lang;
        match file::load_bytes(bytes) {
            Ok(loaded) => {
                self.compare_with(SNAPSHOT.fill(lang, &[ago(lang, age)]), loaded.model);
            }
            Err(error) => {
                let name = SNAPSHOT.fill(lang, &[ago(lang, age)]);
                self.refuse_file(name, &error);
            }
        }
    }

    /// DOC-3: makes the document what it was then, in one step that can be undone.
    pub(super) fn restore_snapshot(&mut self, ctx: &Context, age: f64, bytes: &[u8]) {
        let lang = self.state.lang;
        match file::load_bytes(bytes) {
            Ok(loaded) => match loaded.read_only {
                // What this Plat does not know of would be lost.
                Some(why) => self.state.dialog = Some(Dialog::refusal(why.say(lang))),
                None => {
                    self.edit(ctx, Gesture::One, &[Edit::Become(Box::new(loaded.model))]);
                    self.toast(ctx, RESTORED.fill(lang, &[ago(lang, age)]), true);
                }
            },
            Err(error) => self.refuse_file(SNAPSHOT.fill(lang, &[ago(lang, age)]), &error),
        }
    }

    /// Compares with another design, and remembers how the open one was last saved.
    pub(super) fn compare_with(&mut self, name: String, model: crate::model::Model) {
        let last_save = self.doc.last_save.take().unwrap_or_else(|| self.doc.since.clone());
        self.doc.last_save = Some(last_save);
        self.doc.since = Since::file(Some(name), model);
    }

    /// What is kept of the open document for the next start.
    pub(super) fn kept(&self) -> Kept {
        let model = self.doc.analysis.model();
        let touched = self.doc.is_dirty() || self.doc.file.is_some();
        Kept { text: file::save(model), name: model.name().to_owned(), touched }
    }

    /// The open document makes room for another one; what it is now is kept.
    pub(super) fn leave_document(&mut self) {
        // What is of a link, or of another window, is not this window's to keep.
        if !std::mem::take(&mut self.taken) {
            self.save_now();
        }
        self.host.fresh_document();
    }
}
