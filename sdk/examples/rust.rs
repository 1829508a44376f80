//! SPDX-License-Identifier: MIT
//! In Rust, without crates: what the interpreter is, as etc/python.json.
#[macro_use]
mod venvb;

use venvb::{array, Answer, Hook, Host, Plugin, Setting};

const FACTS: [&str; 4] = ["implementation", "version", "platform", "cache-tag"];

fn write(host: &Host) -> Answer<()> {
    let mut lines = Vec::new();

    for name in FACTS {
        let value = host.fact(name)?;
        match String::from_utf8(value) {
            Ok(value) => lines.push(format!("  {:?}: {:?}", name, value)),
            Err(_) => return host.fail(&format!("the fact '{}' is not UTF-8", name)),
        }
    }
    host.file_add("etc/python.json", &format!("{{\n{}\n}}\n", lines.join(",\n")), 0)
}
hook!(write_hook, write);

static HOOKS: [Hook; 1] = [Hook {
    stage: c!("dirs"),
    moment: c!("after"),
    call: write_hook,
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
    name: c!("rust"),
    version: c!("1.0"),
    summary: c!("tells of the interpreter"),
    licence: c!("MIT"),
    options: array::<Setting>(&[]),
    hooks: array(&HOOKS),
    before: array::<*const u8>(&[]),
    after: array::<*const u8>(&[]),
};
