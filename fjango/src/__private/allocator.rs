//! The allocator of programs with `#[fjango::main]`.

use std::alloc::{GlobalAlloc, Layout};

use libmimalloc_sys as ffi;

/// mimalloc, asked for an alignment only where it is not given anyway.
///
/// Its aligned functions, which the crate `mimalloc` calls for every block, take more steps, and the slow way over 1 KiB.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mimalloc;

/// What every block of at least this size is aligned to (`MI_MAX_ALIGN_SIZE`); smaller ones are to their size.
const GIVEN: usize = 16;

const fn is_given(layout: Layout) -> bool {
    layout.align() <= GIVEN && layout.align() <= layout.size()
}

// SAFETY: the functions are those of a C allocator without state of ours. A block comes from one of them, is as aligned as the
// layout says (`is_given`, or asked for), is freed by `mi_free` whichever it came from, and null means that there is no memory.
unsafe impl GlobalAlloc for Mimalloc {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: any size and any power of two is a valid argument.
        let block = unsafe {
            match is_given(layout) {
                true => ffi::mi_malloc(layout.size()),
                false => ffi::mi_malloc_aligned(layout.size(), layout.align()),
            }
        };
        block.cast()
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        let block = unsafe {
            match is_given(layout) {
                true => ffi::mi_zalloc(layout.size()),
                false => ffi::mi_zalloc_aligned(layout.size(), layout.align()),
            }
        };
        block.cast()
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, _layout: Layout) {
        // SAFETY: the caller gives back a block of this allocator.
        unsafe { ffi::mi_free(block.cast()) };
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the block is this allocator's; the new one is as aligned as the old one.
        let block = unsafe {
            match layout.align() <= GIVEN && layout.align() <= size {
                true => ffi::mi_realloc(block.cast(), size),
                false => ffi::mi_realloc_aligned(block.cast(), size, layout.align()),
            }
        };
        block.cast()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_as_aligned_as_asked_and_keep_what_is_in_them() {
        for align in [1, 2, 4, 8, 16, 32, 64, 4096] {
            for size in [
                1, 3, 8, 15, 16, 17, 24, 40, 63, 64, 100, 1_000, 1_025, 5_000, 40_000, 3_000_000,
            ] {
                let layout = Layout::from_size_align(size, align).unwrap();
                // SAFETY: the layout has a size, and each block is given back once with its own.
                unsafe {
                    let block = Mimalloc.alloc(layout);
                    assert!(!block.is_null() && block.addr().is_multiple_of(align), "{layout:?}");
                    block.write_bytes(7, size);
                    let grown = Mimalloc.realloc(block, layout, size * 2);
                    assert!(
                        !grown.is_null() && grown.addr().is_multiple_of(align),
                        "{layout:?} grown"
                    );
                    assert!(std::slice::from_raw_parts(grown, size).iter().all(|byte| *byte == 7));
                    Mimalloc.dealloc(grown, Layout::from_size_align(size * 2, align).unwrap());
                    let zeroed = Mimalloc.alloc_zeroed(layout);
                    assert!(
                        !zeroed.is_null() && zeroed.addr().is_multiple_of(align),
                        "{layout:?} zeroed"
                    );
                    assert!(std::slice::from_raw_parts(zeroed, size).iter().all(|byte| *byte == 0));
                    Mimalloc.dealloc(zeroed, layout);
                }
            }
        }
    }
}
