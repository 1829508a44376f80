//! SPDX-License-Identifier: MIT
//! In Zig: a message behind every success. venvb.zig is <venvb/plugin.h>, translated by `make`.
const venvb = @import("venvb.zig");

const Api = venvb.struct_venvb_api;
const Run = venvb.struct_venvb_run;
const Event = venvb.struct_venvb_event;

fn greet(api: [*c]const Api, run: ?*Run, event: [*c]const Event) callconv(.c) i32 {
    const text = "it is there, and works";

    _ = event;
    api.*.log.?(run, 1, text, text.len); // VENVB_LOG_NOTICE
    return 0;
}

const hooks = [_]venvb.struct_venvb_hook{.{
    .stage = "commit",
    .moment = "after",
    .call = greet,
    .flags = 1, // VENVB_HOOK_REQUIRED
}};

fn array(comptime T: type, items: []const T) venvb.struct_venvb_array {
    return .{ .items = items.ptr, .count = items.len, .stride = @sizeOf(T) };
}

export const venvb_plugin = venvb.struct_venvb_plugin{
    .magic = 0x62766e76, // VENVB_MAGIC
    .size = @sizeOf(venvb.struct_venvb_plugin),
    .major = venvb.VENVB_MAJOR,
    .minor = venvb.VENVB_MINOR,
    .needs_minor = 0,
    .name = "zig",
    .version = "1.0",
    .summary = "says that an environment is there",
    .licence = "MIT",
    .hooks = array(venvb.struct_venvb_hook, &hooks),
};
