//! @NAME@: a plugin of venvb. venvb.zig is <venvb/plugin.h> in Zig, translated by `make`;
//! venvb-plugin(7) is its guide. This one adds a file to every environment.
const std = @import("std");
const venvb = @import("venvb.zig");

const Api = venvb.struct_venvb_api;
const Run = venvb.struct_venvb_run;
const Event = venvb.struct_venvb_event;

fn addFile(api: [*c]const Api, run: ?*Run, event: [*c]const Event) callconv(.c) i32 {
    var text: [*c]const u8 = undefined;
    var len: u64 = undefined;
    const code = api.*.option.?(run, "text", 4, 0, &text, &len);

    _ = event;
    if (code < 0)
        return code; // the host knows why, and says it
    const path = "etc/@NAME@.txt";
    return api.*.file_add.?(run, path, path.len, text, len, 0);
}

const options = [_]venvb.struct_venvb_option{.{
    .name = "text",
    .summary = "what the file says",
    .argument = "TEXT",
    .default_value = "hello",
    .type = 0, // VENVB_STRING
}};

const hooks = [_]venvb.struct_venvb_hook{.{
    .stage = "dirs",
    .moment = "after",
    .call = addFile,
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
    .name = "@NAME@",
    .version = "0.1",
    .summary = "adds etc/@NAME@.txt",
    .licence = "MIT",
    .options = array(venvb.struct_venvb_option, &options),
    .hooks = array(venvb.struct_venvb_hook, &hooks),
};

// Against the host of <venvb/test.h>: no venvb, no Python, no disk.
test "the file says what the option says" {
    const host = venvb.venvb_test_new(&venvb_plugin);
    defer venvb.venvb_test_free(host);

    venvb.venvb_test_option(host, "text", "good morning");
    try std.testing.expectEqual(0, venvb.venvb_test_create(host));
    const content = venvb.venvb_test_content(host, "etc/@NAME@.txt");
    try std.testing.expectEqualStrings("good morning", std.mem.span(content));
}
