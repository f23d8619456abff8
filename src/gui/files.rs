//! Opening, saving and exporting, apart from how the platform does it.

use super::{
    app::App,
    asking::Since,
    command::Command,
    host::{Incoming, Origin, Outgoing, Role},
    panels::templates::TEMPLATES,
    state::{Act, Acts, Autosave, Dialog, Document},
    strings as s,
};
use crate::{
    analysis::{Analysis, Bill, importing::Source},
    base::{Lang, Message},
    model::{Model, clip::Clip, file, link},
};
use eframe::egui::Context;

/// How far beside its original a copy is put.
pub const BESIDE: (i32, i32) = (24, 24);

/// A document that was just opened.
pub fn opened(model: Model) -> Document {
    let since = Since::last_save(&model);
    let analysis = Analysis::new(model);
    // No drawing has this number, so the autosave takes what was opened, too.
    let autosave = Autosave::Done(u64::MAX);
    Document {
        in_file: analysis.drawing(),
        analysis,
        autosave,
        file: None,
        read_only: None,
        way_out: None,
        since,
        last_save: None,
        waited: 0,
    }
}

/// Whether something in a design is written in Hangul.
pub fn has_hangul(model: &Model) -> bool {
    let hangul = |text: &str| text.chars().any(|c| ('\u{1100}'..='\u{11ff}').contains(&c) || c >= '\u{3130}');
    hangul(model.name()) || model.nodes().any(|(id, node)| hangul(id.as_str()) || hangul(&node.description))
}

impl App {
    /// Opens what came from outside. What cannot be read leaves the open design as it is.
    pub(super) fn open(&mut self, ctx: &Context, incoming: Incoming) {
        let loaded = match file::load_bytes(&incoming.bytes) {
            Ok(loaded) => loaded,
            // What was recovered is not lost: it stays where it was found.
            Err(error) => {
                let comparing = std::mem::take(&mut self.state.comparing);
                if incoming.origin == Origin::File && !comparing && !file::says_plat(&incoming.bytes) {
                    let Incoming { name, bytes, .. } = incoming;
                    self.state.filing.refused = Some(error).filter(|_| file::is_like_json(&bytes));
                    self.import(ctx, vec![Source { path: name, bytes }]);
                    return;
                }
                self.refuse_file(incoming.name, &error);
                return;
            }
        };
        if incoming.origin == Origin::File && std::mem::take(&mut self.state.comparing) {
            self.compare_with(incoming.name, loaded.model);
            return;
        }
        let recovered = incoming.origin == Origin::Autosave;
        if recovered && loaded.model.nodes().len() == 0 {
            return;
        }
        if !recovered && self.must_ask() {
            self.state.dialog = Some(Dialog::Replace(Box::new(Act::Open(incoming))));
            return;
        }
        let read_only = loaded.read_only;
        let mut doc = opened(loaded.model);
        doc.file = Some(incoming.name).filter(|name| !name.is_empty());
        doc.read_only = read_only;
        if incoming.origin != Origin::File {
            // It is in no file as it is now, but where it came from it is kept.
            doc.in_file = u64::MAX;
            doc.autosave = Autosave::Done(doc.analysis.drawing());
        }
        let taken = recovered && std::mem::take(&mut self.taken);
        if !recovered {
            self.leave_document();
        }
        self.replace(doc);
        // What was recovered lies where the platform found it.
        if !recovered {
            self.host.settle_at(incoming.place);
        }
        if taken {
            self.held(false);
        }
        if recovered {
            self.act(ctx, Act::Toast(s::RECOVERED.get(self.state.lang).to_owned()));
        }
    }

    /// Says why a file cannot be opened, and where in it that is.
    pub(super) fn refuse_file(&mut self, name: String, error: &file::LoadError) {
        let lang = self.state.lang;
        let numbers = [name.clone(), error.line.to_string(), error.column.to_string()];
        let mut place = s::BAD_FILE_PLACE.fill(lang, &numbers);
        if !error.path.is_empty() {
            place = format!("{place}\n{}", error.path);
        }
        self.state.dialog = Some(Dialog::BadFile {
            name,
            place,
            message: error.message.say(lang),
            help: error.help.as_ref().map(|help| help.say(lang)).unwrap_or_default(),
        });
    }

    /// Opens the design of a link as a copy that nothing changes until that is asked for.
    pub(super) fn open_shared(&mut self, part: &str) {
        let lang = self.state.lang;
        let opened_link = link::read(part).and_then(|bytes| {
            let loaded = file::load_bytes(&bytes);
            loaded.map_err(|error| error.message)
        });
        match opened_link {
            Ok(loaded) => {
                let mut doc = opened(loaded.model);
                doc.way_out = loaded.read_only.is_none().then_some(Command::EditCopy);
                doc.read_only = Some(loaded.read_only.unwrap_or_else(|| Message::plain(&s::SHARED)));
                self.taken = false;
                self.replace(doc);
                self.taken = true;
            }
            Err(message) => {
                self.state.dialog = Some(Dialog::refusal(message.say(lang)));
            }
        }
    }

    /// Puts a link to the design on the clipboard, unless it would be too long for one.
    pub(super) fn share(&mut self, ctx: &Context) {
        let Some(base) = self.host.share_base() else { return };
        let part = link::write(self.doc.analysis.model());
        let lang = self.state.lang;
        let size = [part.len().div_ceil(1024).to_string(), (link::LONGEST / 1024).to_string()];
        if part.len() > link::LONGEST {
            self.act(ctx, Act::Toast(s::LINK_TOO_LONG.fill(lang, &size)));
            return;
        }
        ctx.copy_text(format!("{base}#{part}"));
        let words = if part.len() > link::LONG {
            s::LINK_LONG.fill(lang, &size)
        } else {
            s::LINK_COPIED.get(lang).to_owned()
        };
        self.act(ctx, Act::Toast(words));
    }

    /// Makes what a link holds a design of one's own.
    pub(super) fn edit_copy(&mut self) {
        self.host.fresh_document();
        self.taken = false;
        self.doc.read_only = None;
        self.doc.way_out = None;
        self.doc.file = None;
        // It is kept nowhere yet.
        self.doc.in_file = u64::MAX;
        self.doc.autosave = Autosave::Done(u64::MAX);
    }

    /// Another window has the document, or had it taken from here.
    pub(super) fn held(&mut self, here: bool) {
        self.taken = !here;
        if here {
            if self.doc.way_out == Some(Command::TakeOver) {
                self.doc.read_only = None;
                self.doc.way_out = None;
            }
        } else if self.doc.read_only.is_none() {
            self.doc.read_only = Some(Message::plain(&s::HELD_ELSEWHERE));
            self.doc.way_out = Some(Command::TakeOver);
        }
    }

    /// Whether replacing the open design would lose changes.
    pub(super) fn must_ask(&self) -> bool {
        self.doc.is_dirty() && !self.doc.is_empty()
    }

    /// Puts another document on the table.
    pub(super) fn replace(&mut self, doc: Document) {
        self.doc = doc;
        self.only_view();
        self.state.find = super::panels::find::Finding::default();
        self.state.finding = None;
        self.state.selection = super::state::Selection::default();
        self.state.subject = super::asking::Subject::Nothing;
        self.state.asked = super::asking::Asked::default();
        self.state.view = super::asking::View::default();
        self.state.dialog = None;
        // Drawings and revisions are counted anew in each document.
        self.state.kept = super::kept::Kept::default();
        self.state.cost.forget();
        self.state.outline.forget();
        self.state.saved_cost = None;
        self.state.several = super::inspector::Several::default();
        self.state.started = true;
        self.canvas.reset();
        self.changed = None;
    }

    /// Lets nobody edit the open design, where the page was asked for that.
    pub(super) fn only_view(&mut self) {
        if self.host.view_only() {
            self.doc.read_only.get_or_insert_with(|| Message::plain(&s::VIEW_ONLY));
            self.doc.way_out = None;
        }
    }

    pub(super) fn template(&mut self, at: usize) {
        let Some(template) = TEMPLATES.get(at) else { return };
        if self.must_ask() {
            self.state.dialog = Some(Dialog::Replace(Box::new(Act::Template(at))));
            return;
        }
        // Templates are loaded by a test, so this one loads.
        if let Ok(loaded) = file::load(template.text) {
            self.leave_document();
            self.replace(opened(loaded.model));
        }
    }

    /// Writes the design to a file, or hands it to the browser.
    pub(super) fn save(&mut self, in_place: bool) {
        let text = file::save(self.doc.analysis.model());
        let out = Outgoing::text(self.file_name(), "application/json", text);
        self.host.save(out, Role::Design { drawing: self.doc.analysis.drawing(), in_place });
    }

    /// Writes the bill as the cost tab shows it, in a format for other programs.
    pub(super) fn export_bill(
        &mut self,
        extension: &str,
        mime: &'static str,
        format: fn(&Bill, Lang) -> String,
    ) {
        let bill = self.doc.analysis.bill_for(self.state.cost.terms.terms(None));
        let text = format(&bill, self.state.lang);
        let name = self.file_name();
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        self.host.save(Outgoing::text(format!("{stem}-bill.{extension}"), mime, text), Role::Copy);
    }

    /// The name of the file that an export suggests.
    pub(super) fn file_name(&self) -> String {
        if let Some(name) = &self.doc.file {
            return name.clone();
        }
        let name = self.doc.analysis.model().name();
        let kept: String =
            name.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
        let kept = kept.trim_matches(['-', '.']);
        format!("{}.json", if kept.is_empty() { "design" } else { kept })
    }

    pub(super) fn paste(&mut self, text: &str, in_place: bool, acts: &mut Acts) {
        if self.doc.read_only.is_some() {
            return;
        }
        // Text that was copied here keeps its links; text from elsewhere has none.
        let own = self.copied.as_ref().filter(|(known, _)| known == text).map(|(_, clip)| clip.clone());
        match own.or_else(|| Clip::parse(text)) {
            Some(clip) => acts.extend(self.put(&clip, if in_place { (0, 0) } else { BESIDE })),
            None => acts.push(Act::Toast(s::NOTHING_TO_PASTE.get(self.state.lang).to_owned())),
        }
    }

    /// The acts that put a copy beside what it was copied from, or into the selected container.
    pub(super) fn put(&mut self, clip: &Clip, by: (i32, i32)) -> Vec<Act> {
        let model = self.doc.analysis.model();
        let selected = self.state.selection.single().filter(|id| model.is_container(id));
        let (edits, roots) = clip.paste(model, selected, by);
        vec![
            Act::Edit { gesture: super::state::Gesture::One, edits },
            Act::Select(super::state::Selection { nodes: roots, connection: None }),
        ]
    }
}
