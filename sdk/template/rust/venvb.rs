//! The contract of venvb's plugins, `<venvb/plugin.h>`, by hand: its structs and numbers, and on top
//! of them safe functions over the host's table. The header says what each means; what is not
//! wrapped yet is there in `Api`, in the header's order. Needs no crates, and Rust 1.63.
#![allow(dead_code)]

use std::os::raw::{c_char, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};

pub const MAGIC: u32 = 0x6276_6e76;
pub const MAJOR: u16 = 1;
pub const MINOR: u16 = 1;

/// Results of hooks and of host functions.
pub const OK: i32 = 0;
pub const FAILED: i32 = -1;
pub const DENIED: i32 = -2;
pub const NONE: i32 = -3;
pub const INVALID: i32 = -4;

pub const HOOK_REQUIRED: u32 = 1;

/// Types and flags of options.
pub const STRING: u32 = 0;
pub const BOOL: u32 = 1;
pub const NUMBER: u32 = 2;
pub const CHOICE: u32 = 3;
pub const PATH: u32 = 4;
pub const LIST: u32 = 5;
pub const URL: u32 = 6;
pub const OPTION_SECRET: u32 = 1;
pub const OPTION_PROJECT: u32 = 2;

/// Levels of `Host::log`.
pub const LOG_WARNING: i32 = 0;
pub const LOG_NOTICE: i32 = 1;
pub const LOG_VERBOSE: i32 = 2;
pub const LOG_DEBUG: i32 = 3;

/// Flags of what adds to the plan.
pub const ADD_REPLACE: u32 = 1;
pub const ADD_EXECUTABLE: u32 = 2;
pub const ADD_PRIVATE: u32 = 4;

/// What `plugin_text`, `key_text`, `variable_text` and `variable_number` tell.
pub const PLUGIN_TEXT_NAME: u32 = 1;
pub const PLUGIN_TEXT_VERSION: u32 = 2;
pub const PLUGIN_TEXT_TIER: u32 = 3;
pub const KEY_NAME: u32 = 1;
pub const KEY_VALUE: u32 = 2;
pub const KEY_OWNER: u32 = 3;
pub const VARIABLE_NAME: u32 = 1;
pub const VARIABLE_VALUE: u32 = 2;
pub const VARIABLE_OWNER: u32 = 3;
pub const VARIABLE_HOW: u32 = 4;

/// How a variable is set on activation.
pub const VARIABLE_SET: u32 = 0;
pub const VARIABLE_PREPEND: u32 = 1;
pub const VARIABLE_APPEND: u32 = 2;

#[repr(C)]
pub struct Run {
    _opaque: [u8; 0],
}

#[repr(C)]
pub struct Event {
    pub size: u32,
    pub reserved: u32,
    pub stage: *const c_char,
    pub moment: *const c_char,
}

pub type HookFn = unsafe extern "C" fn(*const Api, *mut Run, *const Event) -> i32;

#[repr(C)]
pub struct Hook {
    pub stage: *const c_char,
    pub moment: *const c_char,
    pub call: HookFn,
    pub flags: u32,
    pub reserved: u32,
}

#[repr(C)]
pub struct Setting {
    pub name: *const c_char,
    pub summary: *const c_char,
    pub argument: *const c_char,
    pub default_value: *const c_char,
    pub choices: *const c_char,
    pub kind: u32,
    pub flags: u32,
}

#[repr(C)]
pub struct Array {
    items: *const c_void,
    count: u32,
    stride: u32,
}

#[repr(C)]
pub struct Plugin {
    pub magic: u32,
    pub size: u32,
    pub major: u16,
    pub minor: u16,
    pub needs_minor: u16,
    pub reserved: u16,
    pub flags: u32,
    pub reserved2: u32,
    pub name: *const c_char,
    pub version: *const c_char,
    pub summary: *const c_char,
    pub licence: *const c_char,
    pub options: Array,
    pub hooks: Array,
    pub before: Array,
    pub after: Array,
}

/// Pure data, which nobody changes.
unsafe impl Sync for Plugin {}
unsafe impl Sync for Setting {}
unsafe impl Sync for Hook {}

pub const fn array<T>(items: &'static [T]) -> Array {
    Array {
        items: items.as_ptr() as *const c_void,
        count: items.len() as u32,
        stride: std::mem::size_of::<T>() as u32,
    }
}

/// A string of the descriptor: with a NUL behind it.
#[macro_export]
macro_rules! c {
    ($text:expr) => {
        concat!($text, "\0").as_ptr() as *const std::os::raw::c_char
    };
}

/// `hook!(NAME, FUNCTION)`: NAME for the descriptor, from `fn(&Host) -> Result<(), i32>`.
#[macro_export]
macro_rules! hook {
    ($name:ident, $function:path) => {
        unsafe extern "C" fn $name(
            api: *const $crate::venvb::Api,
            run: *mut $crate::venvb::Run,
            event: *const $crate::venvb::Event,
        ) -> i32 {
            $crate::venvb::call(api, run, event, $function)
        }
    };
}

/// The host table. Append-only: one of a newer minor than the plugin needs may end before a member
/// here does, see `size`.
#[repr(C)]
pub struct Api {
    pub size: u32,
    pub major: u16,
    pub minor: u16,
    pub log: unsafe extern "C" fn(*mut Run, i32, *const c_char, u64),
    pub progress: unsafe extern "C" fn(*mut Run, *const c_char, u64, u64, u64),
    pub fail: unsafe extern "C" fn(*mut Run, *const c_char, u64) -> i32,
    pub deny: unsafe extern "C" fn(*mut Run, *const c_char, u64) -> i32,
    pub request: unsafe extern "C" fn(*mut Run, *const c_char, u64, *mut *const c_char, *mut u64) -> i32,
    pub request_origin: unsafe extern "C" fn(*mut Run, *const c_char, u64, *mut *const c_char, *mut u64) -> i32,
    pub request_set: unsafe extern "C" fn(*mut Run, *const c_char, u64, *const c_char, u64) -> i32,
    pub fact: unsafe extern "C" fn(*mut Run, *const c_char, u64, *mut *const c_char, *mut u64) -> i32,
    pub interpreter_choose: unsafe extern "C" fn(*mut Run, *const c_char, u64) -> i32,
    pub option: unsafe extern "C" fn(*mut Run, *const c_char, u64, u32, *mut *const c_char, *mut u64) -> i32,
    pub plugin_enabled: unsafe extern "C" fn(*mut Run, *const c_char, u64) -> i32,
    pub plugin_next: unsafe extern "C" fn(*mut Run, *mut u64) -> i32,
    pub plugin_text: unsafe extern "C" fn(*mut Run, u64, u32, *mut *const c_char, *mut u64) -> i32,
    pub dir_add: unsafe extern "C" fn(*mut Run, *const c_char, u64) -> i32,
    pub file_add: unsafe extern "C" fn(*mut Run, *const c_char, u64, *const c_char, u64, u32) -> i32,
    pub link_add: unsafe extern "C" fn(*mut Run, *const c_char, u64, *const c_char, u64, u32) -> i32,
    pub copy_add: unsafe extern "C" fn(*mut Run, *const c_char, u64, *const c_char, u64, u32) -> i32,
    pub remove: unsafe extern "C" fn(*mut Run, *const c_char, u64) -> i32,
    pub find: unsafe extern "C" fn(*mut Run, *const c_char, u64, *mut u64) -> i32,
    pub next: unsafe extern "C" fn(*mut Run, *mut u64) -> i32,
    pub node_text: unsafe extern "C" fn(*mut Run, u64, u32, *mut *const c_char, *mut u64) -> i32,
    pub node_number: unsafe extern "C" fn(*mut Run, u64, u32, *mut u64) -> i32,
    pub key: unsafe extern "C" fn(*mut Run, *const c_char, u64, *mut *const c_char, *mut u64) -> i32,
    pub key_set: unsafe extern "C" fn(*mut Run, *const c_char, u64, *const c_char, u64) -> i32,
    pub key_remove: unsafe extern "C" fn(*mut Run, *const c_char, u64) -> i32,
    pub key_next: unsafe extern "C" fn(*mut Run, *mut u64) -> i32,
    pub key_text: unsafe extern "C" fn(*mut Run, u64, u32, *mut *const c_char, *mut u64) -> i32,
    pub prompt: unsafe extern "C" fn(*mut Run, *mut *const c_char, *mut u64) -> i32,
    pub prompt_set: unsafe extern "C" fn(*mut Run, *const c_char, u64) -> i32,
    pub variable_set: unsafe extern "C" fn(*mut Run, *const c_char, u64, *const c_char, u64, u32) -> i32,
    pub variable_remove: unsafe extern "C" fn(*mut Run, *const c_char, u64) -> i32,
    pub variable_next: unsafe extern "C" fn(*mut Run, *mut u64) -> i32,
    pub variable_text: unsafe extern "C" fn(*mut Run, u64, u32, *mut *const c_char, *mut u64) -> i32,
    pub variable_number: unsafe extern "C" fn(*mut Run, u64, u32, *mut u64) -> i32,
    pub wheel_add: unsafe extern "C" fn(*mut Run, *const c_char, u64, u32) -> i32,
    pub package_next: unsafe extern "C" fn(*mut Run, *mut u64) -> i32,
    pub package_text: unsafe extern "C" fn(*mut Run, u64, u32, *mut *const c_char, *mut u64) -> i32,
    pub version_compare: unsafe extern "C" fn(*mut Run, *const c_char, u64, *const c_char, u64, *mut i32) -> i32,
    pub version_within: unsafe extern "C" fn(*mut Run, *const c_char, u64, *const c_char, u64, *mut i32) -> i32,
    pub builtin: unsafe extern "C" fn(*mut Run) -> i32,
    pub trusted: unsafe extern "C" fn(*mut Run, *const c_char, u64) -> i32,
    pub program_new: unsafe extern "C" fn(*mut Run, *const c_char, u64, *mut u64) -> i32,
    pub program_argument: unsafe extern "C" fn(*mut Run, u64, *const c_char, u64) -> i32,
    pub program_variable: unsafe extern "C" fn(*mut Run, u64, *const c_char, u64, *const c_char, u64) -> i32,
    pub program_clean: unsafe extern "C" fn(*mut Run, u64) -> i32,
    pub program_input: unsafe extern "C" fn(*mut Run, u64, *const c_char, u64) -> i32,
    pub program_time_limit: unsafe extern "C" fn(*mut Run, u64, u32) -> i32,
    pub program_run: unsafe extern "C" fn(*mut Run, u64, *mut i32) -> i32,
    pub program_text: unsafe extern "C" fn(*mut Run, u64, u32, *mut *const c_char, *mut u64) -> i32,
    pub memory: unsafe extern "C" fn(*mut Run, u64) -> *mut c_void,
    pub state: unsafe extern "C" fn(*mut Run, u64) -> *mut c_void,
    pub scratch: unsafe extern "C" fn(*mut Run, *mut *const c_char, *mut u64) -> i32,
    /// Since 1.1, as what follows: behind the end of an older host's table, see `size`.
    pub wheel_new: unsafe extern "C" fn(*mut Run, *mut u64) -> i32,
    pub wheel_set: unsafe extern "C" fn(*mut Run, u64, u32, *const c_char, u64) -> i32,
    pub wheel_find: unsafe extern "C" fn(*mut Run, u64) -> i32,
    pub wheel_plan: unsafe extern "C" fn(*mut Run, u64, u32) -> i32,
    pub interpreter_find: unsafe extern "C" fn(*mut Run, *const c_char, u64, *mut *const c_char, *mut u64) -> i32,
    pub recall: unsafe extern "C" fn(*mut Run, *const c_char, u64, *mut *const c_char, *mut u64) -> i32,
    pub remember: unsafe extern "C" fn(*mut Run, *const c_char, u64, *const c_char, u64) -> i32,
}

/// The host, for as long as a hook is being called.
pub struct Host {
    pub api: *const Api,
    pub run: *mut Run,
}

/// What every function gives: a value, or the code to return from the hook; the host knows why.
pub type Answer<T> = Result<T, i32>;

fn check(code: i32) -> Answer<()> {
    if code == OK {
        Ok(())
    } else {
        Err(code)
    }
}

/// Pointer and length of what is given to the host.
fn give<T: AsRef<[u8]> + ?Sized>(text: &T) -> (*const c_char, u64) {
    let bytes = text.as_ref();
    (bytes.as_ptr() as *const c_char, bytes.len() as u64)
}

impl Host {
    fn api(&self) -> &Api {
        unsafe { &*self.api }
    }

    /// What the host gives: a copy, since paths and values of users may be any bytes.
    fn take(&self, get: impl FnOnce(*mut *const c_char, *mut u64) -> i32) -> Answer<Vec<u8>> {
        let mut text: *const c_char = std::ptr::null();
        let mut len = 0u64;

        check(get(&mut text, &mut len))?;
        Ok(unsafe { std::slice::from_raw_parts(text as *const u8, len as usize) }.to_vec())
    }

    pub fn log(&self, level: i32, text: &str) {
        let (text, len) = give(text);
        unsafe { (self.api().log)(self.run, level, text, len) }
    }

    /// `return host.fail("no such index")`.
    pub fn fail<T>(&self, text: &str) -> Answer<T> {
        let (text, len) = give(text);
        Err(unsafe { (self.api().fail)(self.run, text, len) })
    }

    pub fn deny<T>(&self, text: &str) -> Answer<T> {
        let (text, len) = give(text);
        Err(unsafe { (self.api().deny)(self.run, text, len) })
    }

    pub fn request(&self, name: &str) -> Answer<Vec<u8>> {
        let (name, len) = give(name);
        self.take(|text, ret| unsafe { (self.api().request)(self.run, name, len, text, ret) })
    }

    pub fn fact(&self, name: &str) -> Answer<Vec<u8>> {
        let (name, len) = give(name);
        self.take(|text, ret| unsafe { (self.api().fact)(self.run, name, len, text, ret) })
    }

    /// An option of this plugin; `None` when it is not set.
    pub fn option(&self, name: &str, index: u32) -> Answer<Option<Vec<u8>>> {
        let (name, len) = give(name);
        let value = self.take(|text, ret| unsafe {
            (self.api().option)(self.run, name, len, index, text, ret)
        });
        match value {
            Err(NONE) => Ok(None),
            other => other.map(Some),
        }
    }

    pub fn file_add<T: AsRef<[u8]> + ?Sized>(&self, path: &str, bytes: &T, flags: u32) -> Answer<()> {
        let (path, path_len) = give(path);
        let (bytes, len) = give(bytes);
        check(unsafe { (self.api().file_add)(self.run, path, path_len, bytes, len, flags) })
    }

    pub fn link_add(&self, path: &str, target: &str, flags: u32) -> Answer<()> {
        let (path, path_len) = give(path);
        let (target, len) = give(target);
        check(unsafe { (self.api().link_add)(self.run, path, path_len, target, len, flags) })
    }

    pub fn key_set(&self, name: &str, value: &str) -> Answer<()> {
        let (name, name_len) = give(name);
        let (value, len) = give(value);
        check(unsafe { (self.api().key_set)(self.run, name, name_len, value, len) })
    }

    pub fn prompt(&self) -> Answer<Vec<u8>> {
        self.take(|text, ret| unsafe { (self.api().prompt)(self.run, text, ret) })
    }

    pub fn prompt_set<T: AsRef<[u8]> + ?Sized>(&self, prompt: &T) -> Answer<()> {
        let (prompt, len) = give(prompt);
        check(unsafe { (self.api().prompt_set)(self.run, prompt, len) })
    }

    pub fn variable_set(&self, name: &str, value: &str, how: u32) -> Answer<()> {
        let (name, name_len) = give(name);
        let (value, len) = give(value);
        check(unsafe { (self.api().variable_set)(self.run, name, name_len, value, len, how) })
    }
}

/// Calls a hook; what would unwind into venvb becomes a failure.
///
/// # Safety
/// The arguments are those that venvb gives to a hook.
pub unsafe fn call(
    api: *const Api,
    run: *mut Run,
    _event: *const Event,
    hook: fn(&Host) -> Answer<()>,
) -> i32 {
    let host = Host { api, run };

    match catch_unwind(AssertUnwindSafe(|| hook(&host))) {
        Ok(Ok(())) => OK,
        Ok(Err(code)) => code,
        Err(_) => match host.fail::<()>("it panicked") {
            Err(code) => code,
            Ok(()) => FAILED,
        },
    }
}
