//! What the editor holds besides the design: what is shown, selected and being asked; and what a frame may ask for.

use super::{
    asking::{Asked, Mode, Since, Subject, Traffic, View},
    command::Command,
    costing::Costing,
    filing::{FileAct, Filing},
    host::Incoming,
    importing::Found,
    inspector::Several,
    kept::Kept,
    panels::{commands::Listing, find::Finding, outline::Outline, sheet::Lessons},
    regions::Regions,
    settings::{Setting, Settings},
};
use crate::{
    analysis::Analysis,
    base::{ConnectionId, Lang, Message, NodeId, Usd},
    diag,
    model::{Frame, edit::Edit, kinds::Kind, resource::Remedy, selector::End},
};
use std::{collections::BTreeSet, sync::Arc};

/// The open design and its file.
#[derive(Debug, Default)]
pub struct Document {
    /// The design with its answers.
    pub analysis: Analysis,
    /// What the file is called, if there is one.
    pub file: Option<String>,
    /// The drawing that was last written to a file.
    pub in_file: u64,
    /// The design as it was last in its file, or another one to compare with.
    pub since: Since,
    /// The same, while another file is compared with.
    pub last_save: Option<Since>,
    /// The drawing that was last written to the autosave, and how that went.
    pub autosave: Autosave,
    /// Why it may not be edited, if so.
    pub read_only: Option<Message>,
    /// The command that makes it editable, if one does.
    pub way_out: Option<Command>,
    /// For how many frames what is shown has not been of this design.
    pub waited: usize,
}

/// How the autosave stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Autosave {
    /// Nothing to save yet.
    #[default]
    Idle,
    /// The drawing of this number is being written.
    Writing(u64),
    /// The drawing of this number was written.
    Done(u64),
    /// The drawing of this number could not be written, and why.
    Failed(u64, String),
}

impl Document {
    /// Whether nothing has been drawn.
    pub fn is_empty(&self) -> bool {
        self.analysis.model().nodes().len() == 0
    }

    /// Edits that would mend a finding, if some are obvious and the design may be changed. Not those of a finding
    /// about what the design was before the last edit.
    pub fn mend(&self, finding: &diag::Finding) -> Option<Remedy> {
        let may = self.read_only.is_none() && self.analysis.is_settled();
        may.then(|| self.analysis.mend(finding)).flatten()
    }

    /// The containers around a resource, the outermost first: `vpc-main › private-a`.
    pub fn path(&self, id: &NodeId) -> String {
        let mut above: Vec<&str> = self.analysis.model().ancestors(id).map(|(id, _)| id.as_str()).collect();
        above.reverse();
        above.join(" › ")
    }

    /// Whether there are changes that are in no file.
    pub fn is_dirty(&self) -> bool {
        self.analysis.drawing() != self.in_file
    }
}

/// What is selected: resources, or one connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Resources.
    pub nodes: BTreeSet<NodeId>,
    /// A connection.
    pub connection: Option<ConnectionId>,
}

impl Selection {
    /// One resource.
    pub fn node(id: NodeId) -> Self {
        Self { nodes: BTreeSet::from([id]), connection: None }
    }

    /// One connection.
    pub fn connection(id: ConnectionId) -> Self {
        Self { nodes: BTreeSet::new(), connection: Some(id) }
    }

    /// The selected resource when it is the only one.
    pub fn single(&self) -> Option<&NodeId> {
        if self.nodes.len() == 1 { self.nodes.first() } else { None }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.connection.is_none()
    }
}

/// What the pointer does on the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Selects and moves.
    #[default]
    Select,
    /// Pans.
    Hand,
    /// Connects by two clicks.
    Connect,
    /// Asks about two resources by two clicks.
    Trace,
}

/// Tabs of the left panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum LeftTab {
    #[default]
    Palette,
    Outline,
}

/// Tabs of the bottom panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BottomTab {
    Findings,
    #[default]
    Reachability,
    Cost,
    Changes,
}

/// A field that takes the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The name in the inspector.
    Name,
    /// The first field in the inspector.
    Fields,
}

/// A short message at the bottom of the canvas.
#[derive(Clone, Debug)]
pub struct Toast {
    /// The words.
    pub text: String,
    /// When it appeared, in seconds of the interface.
    pub born: f64,
    /// Whether it offers to undo.
    pub undo: bool,
}

/// A connection that was drawn onto free canvas (CV-19).
#[derive(Clone, Debug, PartialEq)]
pub struct Onward {
    /// Where it starts.
    pub from: NodeId,
    /// The container where it ended.
    pub into: Option<NodeId>,
    /// Where on the canvas.
    pub at: (i32, i32),
}

/// A dialog that waits for an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// The open design has changes; what follows once the person agrees.
    Replace(Box<Act>),
    /// A file could not be opened.
    BadFile {
        /// Its name.
        name: String,
        /// Where in it.
        place: String,
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: String,
    },
    /// A file could not be written, and why.
    NotWritten(String),
    /// What is to be exported, and how.
    Export,
    /// The editor stopped by a fault of its own when it last ran; this is the report.
    Crashed(String),
    /// Something was imported, and waits to be opened.
    Imported(Arc<Found>),
}

impl Dialog {
    /// Something could not be opened, and there is no more to say than why.
    pub fn refusal(message: String) -> Self {
        Self::BadFile { name: String::new(), place: String::new(), message, help: String::new() }
    }
}

/// What the editor holds besides the design.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)]
pub struct UiState {
    /// Language of the interface.
    pub lang: Lang,
    /// What the pointer does.
    pub tool: Tool,
    /// What is selected.
    pub selection: Selection,
    /// Whether badges of findings are shown.
    pub show_findings: bool,
    /// Whether connections show what the network grants.
    pub show_reach: bool,
    /// Whether cards show what they cost.
    pub show_cost: bool,
    /// Whether the left panel is open.
    pub left: bool,
    /// Whether the right panel is open.
    pub right: bool,
    /// Whether the bottom panel is open.
    pub bottom: bool,
    /// Whether the minimap is shown.
    pub minimap: bool,
    /// Which tab is on the left.
    pub left_tab: LeftTab,
    /// Which tab is at the bottom.
    pub bottom_tab: BottomTab,
    /// The kind that the next click places.
    pub placing: Option<Kind>,
    /// The kind that is being dragged from the palette.
    pub dragging: Option<Kind>,
    /// The kind whose drag from the palette ended in this frame.
    pub dropped: Option<Kind>,
    /// The outline.
    pub outline: Outline,
    /// What the palette is searched for.
    pub palette_filter: String,
    /// What the design is searched for, and what was found.
    pub find: Finding,
    /// The palette of commands, while it is open.
    pub commands: Option<Listing>,
    /// Whether the next file that is opened is only compared with.
    pub comparing: bool,
    /// Whether the sheet of keys is open.
    pub keys: bool,
    /// Whether the dots of the grid are shown.
    pub grid: bool,
    /// Whether what is dragged snaps to the grid and to its neighbours.
    pub snapping: bool,
    /// What takes the keyboard in the next frame.
    pub focus: Option<Focus>,
    /// Which finding was gone to last.
    pub finding: Option<usize>,
    /// The question in the panel.
    pub asked: Asked,
    /// Which trace is shown.
    pub subject: Subject,
    /// Which side of it.
    pub view: View,
    /// Whether the form stands in place of the answer, where there is no room for both.
    pub form: bool,
    /// What the selected resources have in common.
    pub several: Several,
    /// Answers that take time.
    pub kept: Kept,
    /// What the cost tab shows.
    pub cost: Costing,
    /// What the design cost when it was last in its file: fixed per month, and per million requests.
    pub saved_cost: Option<(Usd, Usd)>,
    /// The proposal of which every effect is listed.
    pub unfolded: Option<usize>,
    /// The dialog that waits for an answer.
    pub dialog: Option<Dialog>,
    /// Files besides the open one.
    pub filing: Filing,
    /// Short messages.
    pub toasts: Vec<Toast>,
    /// Templates, tour and learning page.
    pub lessons: Lessons,
    /// Whether the start card was dismissed.
    pub started: bool,
    /// What a person set.
    pub settings: Settings,
    /// Whether the settings are open.
    pub settings_open: bool,
    /// The regions of the window.
    pub regions: Regions,
}

impl Default for UiState {
    fn default() -> Self {
        Self {
            lang: Lang::En,
            tool: Tool::Select,
            selection: Selection::default(),
            show_findings: true,
            show_reach: true,
            show_cost: true,
            left: true,
            right: true,
            bottom: true,
            minimap: true,
            left_tab: LeftTab::default(),
            bottom_tab: BottomTab::default(),
            placing: None,
            dragging: None,
            dropped: None,
            outline: Outline::default(),
            palette_filter: String::new(),
            find: Finding::default(),
            commands: None,
            comparing: false,
            keys: false,
            grid: true,
            snapping: true,
            focus: None,
            finding: None,
            asked: Asked::default(),
            subject: Subject::default(),
            view: View::default(),
            form: false,
            several: Several::default(),
            kept: Kept::default(),
            cost: Costing::default(),
            saved_cost: None,
            unfolded: None,
            dialog: None,
            filing: Filing::default(),
            toasts: Vec::new(),
            lessons: Lessons::default(),
            started: false,
            settings: Settings::default(),
            settings_open: false,
            regions: Regions::default(),
        }
    }
}

/// What a frame asks for; done once, after it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A command.
    Do(Command),
    /// Edits of the design; those of one gesture are one undo step.
    Edit {
        /// What makes them belong together.
        gesture: Gesture,
        /// The edits.
        edits: Vec<Edit>,
    },
    /// Selects.
    Select(Selection),
    /// Brings a resource to the middle and selects it.
    Show(NodeId),
    /// Brings a resource on screen, unless it is so large that the camera would have to leave.
    Reveal(NodeId),
    /// Moves resources into another container, or onto the canvas itself, wherever there is room.
    Reparent {
        /// The resources, without what stands inside them.
        ids: Vec<NodeId>,
        /// The container.
        into: Option<NodeId>,
    },
    /// Selects a resource that an answer speaks of; the answer stays.
    Point(NodeId),
    /// Asks what becomes of packets, and shows it.
    Ask {
        /// What kind of question.
        mode: Mode,
        /// Where packets start, if that is not as it was.
        from: Option<End>,
        /// Where they go, likewise.
        to: Option<End>,
        /// Which packets, likewise.
        traffic: Option<Traffic>,
    },
    /// Adds a fresh resource.
    Create {
        /// Of which kind.
        kind: Kind,
        /// Into which container it is dropped.
        container: Option<NodeId>,
        /// Where on the canvas; `None` lets the layout decide.
        at: Option<(i32, i32)>,
    },
    /// Moves resources by a distance and maybe into another container.
    Drop {
        /// The resources, without what stands inside them.
        ids: Vec<NodeId>,
        /// How far.
        by: (i32, i32),
        /// The container under the pointer, when it is not where they stand.
        into: Option<Option<NodeId>>,
    },
    /// Lists the kinds that a connection drawn onto free canvas may end at.
    ListFitting(Onward),
    /// Adds a resource of a kind where a connection was drawn to, and connects it.
    CreateConnected(Kind, Onward),
    /// Leads the line of a connection through points.
    Bend(ConnectionId, Vec<(i32, i32)>),
    /// Gives a resource a size.
    Resize(NodeId, Frame),
    /// Connects two resources with what they most likely mean.
    Connect(NodeId, NodeId),
    /// Opens what came from outside.
    Open(Incoming),
    /// Something about files; see there.
    File(FileAct),
    /// Opens a template by its place in the list.
    Template(usize),
    /// Starts with an empty design.
    Blank,
    /// Says something for a moment.
    Toast(String),
    /// Brings a resource to the middle; the selection goes there too, and what has the keyboard keeps it.
    Centre(NodeId),
    /// Copies resources with what stands inside them, so far away.
    Copy {
        /// The resources, without what stands inside them.
        ids: Vec<NodeId>,
        /// How far.
        by: (i32, i32),
    },
    /// Chooses a value of a setting, by its place.
    Set(Setting, usize),
    /// Gives the keyboard back to the canvas.
    FocusCanvas,
}

/// What makes edits one undo step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// Alone.
    One,
    /// With others of the same kind that follow within a moment: typing in one field, moving by arrows.
    Burst(u64),
    /// With others of the same drag, however long it takes.
    Drag(u64),
}

/// What a frame asks for.
pub type Acts = Vec<Act>;
