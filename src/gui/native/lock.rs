//! Locks among windows. The system takes a lock back when its process ends, however it ends, so that no crash leaves
//! one behind. Files of locks stay: to remove one would race with whoever opens it.

use std::{
    fs::{self, File, TryLockError},
    path::Path,
};

/// A lock that this window has, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    // Closing it gives the lock back.
    _file: Option<File>,
}

impl Lock {
    /// Takes a lock, unless another window has it. Where there are no locks every window may edit, and the last one to
    /// save wins.
    pub fn take(path: &Path) -> Option<Self> {
        let open = || {
            fs::create_dir_all(path.parent()?).ok()?;
            File::options().create(true).truncate(false).write(true).open(path).ok()
        };
        let Some(file) = open() else { return Some(Self { _file: None }) };
        match file.try_lock() {
            Ok(()) => Some(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(_)) => Some(Self { _file: None }),
        }
    }
}
