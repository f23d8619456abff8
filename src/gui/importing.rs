//! Templates, plans and answers about an account: what is none of our files is imported, and what became of it is shown
//! before it takes the place of anything.

use super::{
    app::App,
    files::opened,
    state::{Act, Autosave, Dialog},
};
use crate::{
    analysis::importing::{Source, Summary},
    base::{Text, text},
    model::file,
};
use eframe::egui::Context;
use std::sync::Arc;

/// What an import found, until a person says whether to open it.
#[derive(Debug, PartialEq)]
pub struct Found {
    /// What was imported: the name of a file, or how many there are.
    pub name: String,
    /// What became of it.
    pub summary: Summary,
}

static SEVERAL: Text = text!("{0} files", "파일 {0}개");
static IMPORTING: Text = text!("Importing {0}…", "{0} 가져오는 중…");
static OPENED: Text = text!("Resources imported: {0}", "가져온 리소스: {0}개");
static FAILED: Text = text!("The import stopped: {0}", "가져오기가 멈췄습니다: {0}");

impl App {
    /// Imports files that belong together.
    pub(super) fn import(&mut self, ctx: &Context, sources: Vec<Source>) {
        let lang = self.state.lang;
        let name = match &sources[..] {
            [one] => one.path.clone(),
            all => SEVERAL.fill(lang, &[all.len().to_string()]),
        };
        self.toast(ctx, IMPORTING.fill(lang, &[&name]), false);
        self.host.import(name, sources, lang);
    }

    /// Shows what was found; the open design stays until a person says otherwise.
    pub(super) fn imported(&mut self, name: String, found: Result<Summary, String>) {
        let lang = self.state.lang;
        let done = IMPORTING.fill(lang, &[&name]);
        self.state.toasts.retain(|toast| toast.text != done);
        let refused = self.state.filing.refused.take();
        if let (Ok(summary), Some(error)) = (&found, &refused)
            && summary.design.is_empty()
        {
            self.refuse_file(name, error);
            return;
        }
        self.state.dialog = Some(match found {
            Err(why) => Dialog::refusal(FAILED.fill(lang, &[why])),
            Ok(summary) if summary.design.is_empty() => {
                let first = summary.said.first();
                let said = |of: fn(&crate::analysis::importing::Said) -> &String| {
                    first.map(of).cloned().unwrap_or_default()
                };
                Dialog::BadFile {
                    name,
                    place: said(|it| &it.place),
                    message: said(|it| &it.words),
                    help: said(|it| &it.help),
                }
            }
            Ok(summary) => Dialog::Imported(Arc::new(Found { name, summary })),
        });
    }

    /// Opens what was imported. It is in no file yet.
    pub(super) fn open_imported(&mut self, ctx: &Context, found: &Found) {
        let lang = self.state.lang;
        match file::load_bytes(found.summary.design.as_bytes()) {
            Ok(loaded) => {
                let mut doc = opened(loaded.model);
                doc.in_file = u64::MAX;
                doc.autosave = Autosave::Done(u64::MAX);
                self.leave_document();
                self.replace(doc);
                self.act(ctx, Act::Toast(OPENED.fill(lang, &[found.summary.all().to_string()])));
            }
            Err(error) => self.refuse_file(found.name.clone(), &error),
        }
    }
}
