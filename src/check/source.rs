//! A document that comes piece by piece: so much of its text is held as is needed at once.

use std::io::{self, Chain, Cursor, Read};

use super::encoding::{Decoder, HEAD, Plan, head_text, plan};
use super::finding::{Findings, REACH_BYTES};
use super::window::Window;
use super::xml::Fault;

/// So many bytes are read at a time, unless what is to be read at once has more.
pub(super) const STEP: usize = 256 << 10;
/// Room behind what is read: a buffer that is just full is taken for one that is too small.
const SPARE: usize = 64;

/// A document of which a part is at hand.
#[derive(Debug)]
pub(super) struct Source<R> {
    input: Chain<Cursor<Vec<u8>>, R>,
    step: usize,
    decoder: Decoder,
    /// What was read and does not make a character yet.
    bytes: Vec<u8>,
    text: String,
    base: usize,
    is_last: bool,
    /// How many bytes its byte order mark has.
    pub mark: usize,
    /// How many bytes were read of the document.
    pub size: usize,
    /// The name of its encoding.
    pub encoding: String,
    /// The text of its first bytes.
    pub head: String,
    /// The most memory that its text and bytes have taken at one time.
    pub most: usize,
}

impl<R: Read> Source<R> {
    /// A document that `input` gives in steps of so many bytes, at its start. Nothing of it is at hand yet.
    pub(super) fn open(mut input: R, step: usize, findings: &mut Findings) -> io::Result<Self> {
        let mut bytes = Vec::new();
        input.by_ref().take(HEAD as u64).read_to_end(&mut bytes)?;
        let Plan { mark, decoder, encoding } = plan(&bytes, findings);
        let head = head_text(&bytes);
        let mut start = Cursor::new(bytes);
        start.set_position(mark as u64);
        Ok(Self {
            input: start.chain(input),
            step,
            decoder,
            bytes: Vec::new(),
            text: String::new(),
            base: 0,
            is_last: false,
            mark,
            size: mark,
            encoding,
            head,
            most: 0,
        })
    }

    /// What is at hand.
    pub(super) fn window(&self) -> Window<'_> {
        Window { text: &self.text, base: self.base, is_last: self.is_last }
    }

    /// Lets go of what lies before `settled`, but for what a finding there may show of the text before it, and reads on.
    /// What lies from `unread` on was not understood yet, so at least twice as much of it is wanted.
    pub(super) fn advance(&mut self, settled: usize, unread: usize) -> io::Result<Option<Fault>> {
        let done = self.window().floor(settled.saturating_sub(REACH_BYTES)) - self.base;
        self.text.drain(..done);
        self.base += done;
        let wanted = self.text.len() + self.step.max(self.window().end().saturating_sub(unread));
        let mut fault = None;
        while self.text.len() < wanted && !self.is_last {
            fault = self.read(self.step.min(wanted - self.text.len()))?.or(fault);
        }
        self.most = self.most.max(self.text.capacity() + self.bytes.capacity());
        Ok(fault)
    }

    fn read(&mut self, count: usize) -> io::Result<Option<Fault>> {
        self.bytes.reserve(count + SPARE);
        let read = self.input.by_ref().take(count as u64).read_to_end(&mut self.bytes)?;
        self.size += read;
        self.is_last = read < count;
        let (done, fault) = self.decoder.decode(&self.bytes, self.is_last, &mut self.text);
        self.bytes.drain(..done);
        Ok(fault.map(|fault| Fault { span: fault.span.shifted(self.base), ..fault }))
    }
}
