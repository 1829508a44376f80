/* SPDX-License-Identifier: MIT */
/*
 * Where the members of the public structs are: compiled plugins rely on it for ever. To append is
 * to add a line at the end of a struct and to change its size; any other change of this file
 * breaks plugins that exist. There are only pointers and numbers of fixed width, so that all
 * systems whose pointers have 64 bits agree.
 */
#include <venvb/plugin.h>

#include <stddef.h>

_Static_assert(sizeof(void *) == sizeof(venvb_hook_fn *), "functions have other pointers");
#if UINTPTR_MAX == UINT64_MAX

#define AT(type, member, offset)                                                                   \
	_Static_assert(offsetof(struct type, member) == (offset), #type "." #member " has moved")
#define SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type " has another size")
#define IS(name, value) _Static_assert((name) == (value), #name " has another value")

AT(venvb_event, size, 0);
AT(venvb_event, reserved, 4);
AT(venvb_event, stage, 8);
AT(venvb_event, moment, 16);
SIZE(venvb_event, 24);

AT(venvb_hook, stage, 0);
AT(venvb_hook, moment, 8);
AT(venvb_hook, call, 16);
AT(venvb_hook, flags, 24);
AT(venvb_hook, reserved, 28);
SIZE(venvb_hook, 32);

AT(venvb_option, name, 0);
AT(venvb_option, summary, 8);
AT(venvb_option, argument, 16);
AT(venvb_option, default_value, 24);
AT(venvb_option, choices, 32);
AT(venvb_option, type, 40);
AT(venvb_option, flags, 44);
SIZE(venvb_option, 48);

AT(venvb_array, items, 0);
AT(venvb_array, count, 8);
AT(venvb_array, stride, 12);
SIZE(venvb_array, 16);

AT(venvb_plugin, magic, 0);
AT(venvb_plugin, size, 4);
AT(venvb_plugin, major, 8);
AT(venvb_plugin, minor, 10);
AT(venvb_plugin, needs_minor, 12);
AT(venvb_plugin, reserved, 14);
AT(venvb_plugin, flags, 16);
AT(venvb_plugin, reserved2, 20);
AT(venvb_plugin, name, 24);
AT(venvb_plugin, version, 32);
AT(venvb_plugin, summary, 40);
AT(venvb_plugin, licence, 48);
AT(venvb_plugin, options, 56);
AT(venvb_plugin, hooks, 72);
AT(venvb_plugin, before, 88);
AT(venvb_plugin, after, 104);
SIZE(venvb_plugin, 120);

AT(venvb_api, size, 0);
AT(venvb_api, major, 4);
AT(venvb_api, minor, 6);
AT(venvb_api, log, 8);
AT(venvb_api, progress, 16);
AT(venvb_api, fail, 24);
AT(venvb_api, deny, 32);
AT(venvb_api, request, 40);
AT(venvb_api, request_origin, 48);
AT(venvb_api, request_set, 56);
AT(venvb_api, fact, 64);
AT(venvb_api, interpreter_choose, 72);
AT(venvb_api, option, 80);
AT(venvb_api, plugin_enabled, 88);
AT(venvb_api, plugin_next, 96);
AT(venvb_api, plugin_text, 104);
AT(venvb_api, dir_add, 112);
AT(venvb_api, file_add, 120);
AT(venvb_api, link_add, 128);
AT(venvb_api, copy_add, 136);
AT(venvb_api, remove, 144);
AT(venvb_api, find, 152);
AT(venvb_api, next, 160);
AT(venvb_api, node_text, 168);
AT(venvb_api, node_number, 176);
AT(venvb_api, key, 184);
AT(venvb_api, key_set, 192);
AT(venvb_api, key_remove, 200);
AT(venvb_api, key_next, 208);
AT(venvb_api, key_text, 216);
AT(venvb_api, prompt, 224);
AT(venvb_api, prompt_set, 232);
AT(venvb_api, variable_set, 240);
AT(venvb_api, variable_remove, 248);
AT(venvb_api, variable_next, 256);
AT(venvb_api, variable_text, 264);
AT(venvb_api, variable_number, 272);
AT(venvb_api, wheel_add, 280);
AT(venvb_api, package_next, 288);
AT(venvb_api, package_text, 296);
AT(venvb_api, version_compare, 304);
AT(venvb_api, version_within, 312);
AT(venvb_api, builtin, 320);
AT(venvb_api, trusted, 328);
AT(venvb_api, program_new, 336);
AT(venvb_api, program_argument, 344);
AT(venvb_api, program_variable, 352);
AT(venvb_api, program_clean, 360);
AT(venvb_api, program_input, 368);
AT(venvb_api, program_time_limit, 376);
AT(venvb_api, program_run, 384);
AT(venvb_api, program_text, 392);
AT(venvb_api, memory, 400);
AT(venvb_api, state, 408);
AT(venvb_api, scratch, 416);
AT(venvb_api, wheel_new, 424);
AT(venvb_api, wheel_set, 432);
AT(venvb_api, wheel_find, 440);
AT(venvb_api, wheel_plan, 448);
AT(venvb_api, interpreter_find, 456);
AT(venvb_api, recall, 464);
AT(venvb_api, remember, 472);
SIZE(venvb_api, 480);
#endif

IS(VENVB_MAGIC, UINT32_C(0x62766e76));
IS(VENVB_OK, 0);
IS(VENVB_FAILED, (-1));
IS(VENVB_DENIED, (-2));
IS(VENVB_NONE, (-3));
IS(VENVB_INVALID, (-4));
IS(VENVB_HOOK_REQUIRED, UINT32_C(1));
IS(VENVB_STRING, UINT32_C(0));
IS(VENVB_BOOL, UINT32_C(1));
IS(VENVB_NUMBER, UINT32_C(2));
IS(VENVB_CHOICE, UINT32_C(3));
IS(VENVB_PATH, UINT32_C(4));
IS(VENVB_LIST, UINT32_C(5));
IS(VENVB_URL, UINT32_C(6));
IS(VENVB_OPTION_SECRET, UINT32_C(1));
IS(VENVB_OPTION_PROJECT, UINT32_C(2));
IS(VENVB_PLUGIN_PROJECT, UINT32_C(1));
IS(VENVB_PLUGIN_NEWER_KINDS, UINT32_C(2));
IS(VENVB_HINTS, UINT32_C(0xffff0000));
IS(VENVB_LOG_WARNING, 0);
IS(VENVB_LOG_NOTICE, 1);
IS(VENVB_LOG_VERBOSE, 2);
IS(VENVB_LOG_DEBUG, 3);
IS(VENVB_NODE_DIR, 1);
IS(VENVB_NODE_FILE, 2);
IS(VENVB_NODE_LINK, 3);
IS(VENVB_NODE_COPY, 4);
IS(VENVB_NODE_IMAGE, 5);
IS(VENVB_ADD_REPLACE, UINT32_C(1));
IS(VENVB_ADD_EXECUTABLE, UINT32_C(2));
IS(VENVB_ADD_PRIVATE, UINT32_C(4));
IS(VENVB_NODE_PATH, 1);
IS(VENVB_NODE_CONTENT, 2);
IS(VENVB_NODE_OWNER, 3);
IS(VENVB_NODE_KIND, 4);
IS(VENVB_NODE_MODE, 5);
IS(VENVB_NODE_PACKAGE, 6);
IS(VENVB_PACKAGE_NAME, 1);
IS(VENVB_PACKAGE_VERSION, 2);
IS(VENVB_PACKAGE_SHA256, 3);
IS(VENVB_PACKAGE_OWNER, 4);
IS(VENVB_PLUGIN_TEXT_NAME, 1);
IS(VENVB_PLUGIN_TEXT_VERSION, 2);
IS(VENVB_PLUGIN_TEXT_TIER, 3);
IS(VENVB_KEY_NAME, 1);
IS(VENVB_KEY_VALUE, 2);
IS(VENVB_KEY_OWNER, 3);
IS(VENVB_VARIABLE_NAME, 1);
IS(VENVB_VARIABLE_VALUE, 2);
IS(VENVB_VARIABLE_OWNER, 3);
IS(VENVB_VARIABLE_HOW, 4);
IS(VENVB_VARIABLE_SET, 0);
IS(VENVB_VARIABLE_PREPEND, 1);
IS(VENVB_VARIABLE_APPEND, 2);
IS(VENVB_WHEEL_REQUESTED, UINT32_C(1));
IS(VENVB_WHEEL_VERSIONED, UINT32_C(2));
IS(VENVB_PROGRAM_OUTPUT, 1);
IS(VENVB_PROGRAM_ERRORS, 2);

int main(void)
{
	return 0;
}
