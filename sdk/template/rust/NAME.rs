//! @NAME@: a plugin of venvb. venvb.rs is the contract, in Rust; venvb-plugin(7) is its guide. This
//! one adds a file to every environment.
#[macro_use]
mod venvb;

use venvb::{array, Answer, Hook, Host, Plugin, Setting};

fn add_file(host: &Host) -> Answer<()> {
    let mut text = host.option("text", 0)?.unwrap_or_default();

    text.push(b'\n');
    host.file_add("etc/@NAME@.txt", &text, 0)
}
hook!(add_file_hook, add_file);

static OPTIONS: [Setting; 1] = [Setting {
    name: c!("text"),
    summary: c!("what the file says"),
    argument: c!("TEXT"),
    default_value: c!("hello"),
    choices: std::ptr::null(),
    kind: venvb::STRING,
    flags: 0,
}];

static HOOKS: [Hook; 1] = [Hook {
    stage: c!("dirs"),
    moment: c!("after"),
    call: add_file_hook,
    flags: venvb::HOOK_REQUIRED,
    reserved: 0,
}];

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static venvb_plugin: Plugin = Plugin {
    magic: venvb::MAGIC,
    size: std::mem::size_of::<Plugin>() as u32,
    major: venvb::MAJOR,
    minor: venvb::MINOR,
    needs_minor: 0,
    reserved: 0,
    flags: 0,
    reserved2: 0,
    name: c!("@NAME@"),
    version: c!("0.1"),
    summary: c!("adds etc/@NAME@.txt"),
    licence: c!("MIT"),
    options: array(&OPTIONS),
    hooks: array(&HOOKS),
    before: array::<*const u8>(&[]),
    after: array::<*const u8>(&[]),
};

/// Against the host of <venvb/test.h>: no venvb, no Python, no disk.
#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::{CStr, CString};
    use std::os::raw::{c_char, c_void};

    extern "C" {
        fn venvb_test_new(plugin: *const Plugin) -> *mut c_void;
        fn venvb_test_free(test: *mut c_void);
        fn venvb_test_option(test: *mut c_void, name: *const c_char, value: *const c_char);
        fn venvb_test_create(test: *mut c_void) -> i32;
        fn venvb_test_content(test: *mut c_void, path: *const c_char) -> *const c_char;
    }

    #[test]
    fn file_says_what_the_option_says() {
        unsafe {
            let test = venvb_test_new(&venvb_plugin);
            let value = CString::new("good morning").unwrap();

            venvb_test_option(test, c!("text"), value.as_ptr());
            assert_eq!(venvb_test_create(test), venvb::OK);
            let content = CStr::from_ptr(venvb_test_content(test, c!("etc/@NAME@.txt")));
            assert_eq!(content.to_bytes(), b"good morning\n");
            venvb_test_free(test);
        }
    }
}
