//! A zip archive (PKWARE APPNOTE 6.3) that is written while it is sent: sizes stand behind each file.

use std::io::Write as _;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// Sizes stand behind the file; names are UTF-8.
const FLAGS: u16 = 0x0808;
const DEFLATED: u16 = 8;
const VERSION: u16 = 20;
/// 1980-01-01: archives have no earlier day, and say nothing of the time they were made.
const DATE: u16 = 0x0021;

/// An archive; [`take`](Self::take) gives what is written of it so far.
pub(super) struct Zip {
    /// What is written and not taken.
    ready: Vec<u8>,
    /// How much is written in all.
    written: u64,
    done: Vec<Entry>,
    open: Option<Open>,
}

struct Entry {
    name: &'static str,
    offset: u64,
    crc: u32,
    packed: u64,
    size: u64,
}

struct Open {
    name: &'static str,
    offset: u64,
    encoder: DeflateEncoder<Vec<u8>>,
    crc: Crc,
    packed: u64,
}

impl Zip {
    pub(super) fn new() -> Self {
        Self {
            ready: Vec::new(),
            written: 0,
            done: Vec::new(),
            open: None,
        }
    }

    fn put(&mut self, bytes: &[u8]) {
        self.ready.extend_from_slice(bytes);
        self.written += bytes.len() as u64;
    }

    /// Begins a file, after the end of the one before.
    pub(super) fn begin(&mut self, name: &'static str) {
        self.end();
        let offset = self.written;
        let mut header = Vec::new();
        header.extend(0x0403_4b50_u32.to_le_bytes());
        for number in [VERSION, FLAGS, DEFLATED, 0, DATE] {
            header.extend(number.to_le_bytes());
        }
        header.extend([0; 12]);
        header.extend((name.len() as u16).to_le_bytes());
        header.extend(0_u16.to_le_bytes());
        header.extend(name.as_bytes());
        self.put(&header);
        self.open = Some(Open {
            name,
            offset,
            encoder: DeflateEncoder::new(Vec::new(), Compression::new(6)),
            crc: Crc::new(),
            packed: 0,
        });
    }

    /// Writes on in the file that was begun.
    pub(super) fn write(&mut self, text: &str) {
        let Some(open) = &mut self.open else { return };
        open.crc.update(text.as_bytes());
        // Writing to a Vec cannot fail.
        let _ = open.encoder.write_all(text.as_bytes());
        let packed = std::mem::take(open.encoder.get_mut());
        open.packed += packed.len() as u64;
        self.put(&packed);
    }

    fn end(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        // As above.
        let _ = open.encoder.try_finish();
        let rest = std::mem::take(open.encoder.get_mut());
        open.packed += rest.len() as u64;
        self.put(&rest);
        let entry = Entry {
            name: open.name,
            offset: open.offset,
            crc: open.crc.sum(),
            packed: open.packed,
            size: open.encoder.total_in(),
        };
        let mut descriptor = 0x0807_4b50_u32.to_le_bytes().to_vec();
        descriptor.extend(entry.crc.to_le_bytes());
        descriptor.extend((entry.packed as u32).to_le_bytes());
        descriptor.extend((entry.size as u32).to_le_bytes());
        self.put(&descriptor);
        self.done.push(entry);
    }

    /// Ends the archive with its directory. Nothing in it may be larger than 4 GiB.
    pub(super) fn finish(&mut self) -> Result<(), &'static str> {
        self.end();
        let start = self.written;
        let files = (self.done.len() as u16).to_le_bytes();
        for entry in std::mem::take(&mut self.done) {
            if entry.size > u64::from(u32::MAX) || entry.offset > u64::from(u32::MAX) {
                return Err("the workbook is larger than 4 GiB");
            }
            let mut header = 0x0201_4b50_u32.to_le_bytes().to_vec();
            for number in [VERSION, VERSION, FLAGS, DEFLATED, 0, DATE] {
                header.extend(number.to_le_bytes());
            }
            header.extend(entry.crc.to_le_bytes());
            header.extend((entry.packed as u32).to_le_bytes());
            header.extend((entry.size as u32).to_le_bytes());
            header.extend((entry.name.len() as u16).to_le_bytes());
            header.extend([0; 12]);
            header.extend((entry.offset as u32).to_le_bytes());
            header.extend(entry.name.as_bytes());
            self.put(&header);
        }
        let size = self.written - start;
        let mut end = 0x0605_4b50_u32.to_le_bytes().to_vec();
        end.extend([0; 4]);
        end.extend(files);
        end.extend(files);
        end.extend((size as u32).to_le_bytes());
        end.extend((start as u32).to_le_bytes());
        end.extend([0; 2]);
        self.put(&end);
        Ok(())
    }

    /// What is ready to be sent.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.ready)
    }
}
