//! The progress bar: on a terminal only, from the second second of a run on, and gone when the work is done.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

use crate::report::Voice;

/// Work that may take long; its bar is taken away when this is dropped.
pub struct Progress {
    far: Arc<Far>,
    /// Where a bar is welcome: what ends it when it is dropped, and the thread that shows it.
    shown: Option<(Sender<()>, JoinHandle<()>)>,
}

/// How far the work is.
struct Far {
    posts: AtomicU64,
    /// What is done to so many posts.
    done: Mutex<&'static str>,
}

impl Progress {
    /// Work begins: posts are read.
    pub fn begin(voice: Voice) -> Self {
        let far = Arc::new(Far { posts: AtomicU64::new(0), done: Mutex::new("posts read") });
        let shown = voice.shows_progress().then(|| {
            let (working, ended) = channel();
            let far = Arc::clone(&far);
            (working, spawn(move || show(&ended, &far)))
        });
        Self { far, shown }
    }

    /// One more post is read.
    pub fn step(&self) {
        self.far.posts.fetch_add(1, Ordering::Relaxed);
    }

    /// All are read, and what comes now takes its time as well.
    pub fn turns_to(&self, done: &'static str) {
        *self.far.done.lock().unwrap_or_else(PoisonError::into_inner) = done;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((working, bar)) = self.shown.take() {
            drop(working);
            // A bar that failed is no reason to fail.
            let _ = bar.join();
        }
    }
}

/// Shows a bar after the first second, until the work has `ended`.
fn show(ended: &Receiver<()>, far: &Far) {
    let goes_on = |time| ended.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    if !goes_on(Duration::from_secs(1)) {
        return;
    }
    let bar = indicatif::ProgressBar::new_spinner();
    loop {
        let done = *far.done.lock().unwrap_or_else(PoisonError::into_inner);
        bar.set_message(format!("{} {done}", far.posts.load(Ordering::Relaxed)));
        bar.tick();
        if !goes_on(Duration::from_millis(100)) {
            break;
        }
    }
    bar.finish_and_clear();
}
