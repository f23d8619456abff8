//! A fault of our own on the desktop: a report beside the autosave, and the card at the next start that shows it.

use super::store::write_whole;
use std::{
    backtrace::Backtrace,
    fs,
    panic::{self, PanicHookInfo},
    path::{Path, PathBuf},
};

/// Where the report lies until somebody has seen it.
const REPORT: &str = "crash-report.txt";
/// Where it lies after that.
const SEEN: &str = "crash-report.seen.txt";

/// From now on a fault leaves a report in a folder.
pub fn watch(folder: PathBuf) {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        before(info);
        let path = folder.join(REPORT);
        match write_whole(&path, report(info).as_bytes()) {
            Ok(()) => eprintln!(
                "error: a fault in plat stopped the editor\n help: your design is kept and the next start offers it; \
                 the report is {}",
                path.display()
            ),
            Err(error) => {
                eprintln!("error: a fault in plat stopped the editor; no report could be written: {error}")
            }
        }
    }));
}

/// What there is to say of a fault; nothing of a design but what its message may name.
fn report(info: &PanicHookInfo<'_>) -> String {
    let message = info
        .payload()
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| info.payload().downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    format!(
        "plat {} on {} {}\n{message}\nat {place}\n\n{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        Backtrace::force_capture()
    )
}

/// The report that nobody has seen yet; it is seen now.
pub fn unseen(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join(REPORT)).ok()?;
    // Where that fails the card stands there once more, which is better than never.
    let _ = fs::rename(folder.join(REPORT), folder.join(SEEN));
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 2, "Crash": a report beside the autosave, shown once.
    #[test]
    fn a_fault_leaves_a_report_that_is_shown_once() {
        let folder = std::env::temp_dir().join(format!("plat-crash-{}", std::process::id()));
        watch(folder.clone());
        let stopped = std::thread::spawn(|| panic!("a fault on purpose")).join();
        assert!(stopped.is_err());
        // The next fault in this process is none of this folder's.
        drop(panic::take_hook());
        let text = unseen(&folder).unwrap();
        assert!(text.starts_with(concat!("plat ", env!("CARGO_PKG_VERSION"))), "{text}");
        assert!(text.contains("a fault on purpose\nat src/gui/native/crash.rs:"), "{text}");
        assert_eq!(unseen(&folder), None);
        assert!(folder.join(SEEN).is_file(), "it stays for whoever wants to send it");
        fs::remove_dir_all(folder).unwrap();
    }
}
