//! The framing of a chunked body (RFC 9112 §7.1), in its strict form.

/// At most so many bytes of chunk extensions in one chunk, and of trailers in all.
const MAX_EXTRA_BYTES: u32 = 4096;

/// Follows a chunked body to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunks {
    state: State,
    size: u64,
    extra: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    SizeStart,
    Size { digits: u8 },
    Extension,
    SizeLf,
    Data,
    DataCr,
    DataLf,
    TrailerStart,
    Trailer,
    TrailerLf,
    EndLf,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// All of the bytes belong to the body, which goes on.
    More,
    /// So many bytes belong to the body, which ends there.
    Done(usize),
    /// So many bytes are sound; the next one breaks the framing.
    Malformed(usize),
}

impl Chunks {
    pub(super) const fn new() -> Self {
        Self {
            state: State::SizeStart,
            size: 0,
            extra: 0,
        }
    }

    pub(super) fn advance(&mut self, bytes: &[u8]) -> Progress {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.state == State::Data {
                let available = (bytes.len() - at) as u64;
                let taken = available.min(self.size);
                self.size -= taken;
                at += taken as usize;
                if self.size == 0 {
                    self.state = State::DataCr;
                }
                continue;
            }
            match self.step(byte) {
                Some(Some(state)) => self.state = state,
                Some(None) => return Progress::Done(at + 1),
                None => return Progress::Malformed(at),
            }
            at += 1;
        }
        Progress::More
    }

    /// The state after a byte of framing: `Some(None)` at the end of the body, `None` if the byte breaks the framing.
    fn step(&mut self, byte: u8) -> Option<Option<State>> {
        let next = match (self.state, byte) {
            (State::SizeStart, _) => {
                self.size = u64::from(char::from(byte).to_digit(16)?);
                self.extra = 0;
                State::Size { digits: 1 }
            }
            (State::Size { .. }, b'\r') => State::SizeLf,
            (State::Size { .. }, b';') => State::Extension,
            (State::Size { digits }, _) => {
                // 15 digits are more than any disk holds and cannot overflow.
                if digits >= 15 {
                    return None;
                }
                self.size = self.size * 16 + u64::from(char::from(byte).to_digit(16)?);
                State::Size { digits: digits + 1 }
            }
            (State::Extension, b'\r') => State::SizeLf,
            (State::Extension, b'\t' | b' '..=b'~') => self.more(State::Extension)?,
            (State::SizeLf, b'\n') if self.size == 0 => {
                self.extra = 0;
                State::TrailerStart
            }
            (State::SizeLf, b'\n') => State::Data,
            (State::DataCr, b'\r') => State::DataLf,
            (State::DataLf, b'\n') => State::SizeStart,
            (State::TrailerStart, b'\r') => State::EndLf,
            (State::Trailer, b'\r') => State::TrailerLf,
            (State::TrailerStart, b'!'..=b'~') | (State::Trailer, b'\t' | b' '..=b'~' | 0x80..) => {
                self.more(State::Trailer)?
            }
            (State::TrailerLf, b'\n') => State::TrailerStart,
            (State::EndLf, b'\n') => return Some(None),
            _ => return None,
        };
        Some(Some(next))
    }

    fn more(&mut self, state: State) -> Option<State> {
        self.extra += 1;
        (self.extra <= MAX_EXTRA_BYTES).then_some(state)
    }
}
