//! What is made on all threads in any order, and taken in its own.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// How many may wait, already made, before those who make wait as well: what takes them may be a slow disk.
const WAITING: usize = 16;

/// Makes 0, 1, 2… below `count`, as many at a time as there are threads, and gives each to `take` in the order of the
/// numbers. One thread at a time takes; the others go on meanwhile.
///
/// # Errors
///
/// The first that is made or taken with an error ends it.
pub(super) fn in_turn<T: Send, E: Send>(
    count: usize,
    make: impl Fn(usize) -> Result<T, E> + Sync,
    take: impl FnMut(T) -> Result<(), E> + Send,
) -> Result<(), E> {
    let turns = Turns {
        begun: AtomicUsize::new(0),
        is_over: AtomicBool::new(false),
        made: Mutex::new(BTreeMap::new()),
        taking: Mutex::new(Taking { take, next: 0, done: Ok(()) }),
    };
    rayon::scope(|scope| {
        for _ in 0..rayon::current_num_threads().min(count) {
            scope.spawn(|_| turns.work(count, &make));
        }
    });
    turns.take_waiting(&mut lock(&turns.taking));
    turns.taking.into_inner().unwrap_or_else(PoisonError::into_inner).done
}

struct Turns<T, E, F> {
    /// How many have been begun.
    begun: AtomicUsize,
    /// Something failed: nothing more is made.
    is_over: AtomicBool,
    /// Those that wait for their turn.
    made: Mutex<BTreeMap<usize, Result<T, E>>>,
    taking: Mutex<Taking<E, F>>,
}

struct Taking<E, F> {
    take: F,
    /// Whose turn it is.
    next: usize,
    done: Result<(), E>,
}

impl<T, E, F: FnMut(T) -> Result<(), E>> Turns<T, E, F> {
    fn work(&self, count: usize, make: impl Fn(usize) -> Result<T, E>) {
        while !self.is_over.load(Ordering::Relaxed) {
            let number = self.begun.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let one = make(number);
            let waiting = {
                let mut all = lock(&self.made);
                all.insert(number, one);
                all.len()
            };
            if waiting > WAITING {
                self.take_waiting(&mut lock(&self.taking));
            } else {
                match self.taking.try_lock() {
                    Ok(mut taking) => self.take_waiting(&mut taking),
                    // Whoever takes will come to this one, or the next who made one will.
                    Err(TryLockError::WouldBlock) => {}
                    Err(TryLockError::Poisoned(_)) => return,
                }
            }
        }
    }

    /// Takes those whose turn it is.
    fn take_waiting(&self, taking: &mut Taking<E, F>) {
        while taking.done.is_ok() {
            let Some(made) = lock(&self.made).remove(&taking.next) else { return };
            taking.next += 1;
            taking.done = made.and_then(&mut taking.take);
        }
        self.is_over.store(true, Ordering::Relaxed);
    }
}

/// A thread that panicked ends the whole: what it left is nobody's concern.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_taken_in_their_order_however_long_each_takes_to_make() {
        for count in [0, 1, 2, 200] {
            let mut taken = Vec::new();
            let make = |number: usize| {
                if number.is_multiple_of(7) {
                    std::thread::sleep(std::time::Duration::from_micros(300));
                }
                Ok::<_, ()>(number)
            };
            in_turn(count, make, |number| {
                taken.push(number);
                Ok(())
            })
            .unwrap();
            assert_eq!(taken, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_error_in_the_order_of_the_numbers_ends_it() {
        let mut taken = Vec::new();
        let make = |number: usize| if number % 10 == 3 { Err(number) } else { Ok(number) };
        let done = in_turn(1000, make, |number| {
            taken.push(number);
            Ok(())
        });
        assert_eq!((done, taken), (Err(3), vec![0, 1, 2]));
        assert_eq!(in_turn(1000, Ok, |number| if number == 5 { Err(number) } else { Ok(()) }), Err(5));
    }
}
