/* SPDX-License-Identifier: MIT */
/* One suite for each module of the core; check.c runs them all. */
#ifndef VB_TESTS_CHECK_H
#define VB_TESTS_CHECK_H

#include "core/base.h"

#include <check.h>

Suite *suite_activation(void);
Suite *suite_arena(void);
Suite *suite_args(void);
Suite *suite_base64(void);
Suite *suite_buf(void);
Suite *suite_bytecode(void);
Suite *suite_cache(void);
Suite *suite_child(void);
Suite *suite_commit(void);
Suite *suite_config(void);
Suite *suite_descriptor(void);
Suite *suite_direct_url(void);
Suite *suite_discover(void);
Suite *suite_elf(void);
Suite *suite_elf_dynamic(void);
Suite *suite_explain(void);
Suite *suite_facts(void);
Suite *suite_fsat(void);
Suite *suite_hooks(void);
Suite *suite_host(void);
Suite *suite_image_index(void);
Suite *suite_json(void);
Suite *suite_json_lines(void);
Suite *suite_link(void);
Suite *suite_lock(void);
Suite *suite_nearest(void);
Suite *suite_option(void);
Suite *suite_order(void);
Suite *suite_path(void);
Suite *suite_pipconf(void);
Suite *suite_plan(void);
Suite *suite_plugin(void);
Suite *suite_policy(void);
Suite *suite_printable(void);
Suite *suite_process(void);
Suite *suite_process_state(void);
Suite *suite_progress(void);
Suite *suite_prompt(void);
Suite *suite_quote(void);
Suite *suite_record(void);
Suite *suite_removal(void);
Suite *suite_rescue(void);
Suite *suite_run(void);
Suite *suite_script(void);
Suite *suite_seed(void);
Suite *suite_seedpip(void);
Suite *suite_sha256(void);
Suite *suite_shebang(void);
Suite *suite_shell(void);
Suite *suite_spec(void);
Suite *suite_tags(void);
Suite *suite_target(void);
Suite *suite_trust(void);
Suite *suite_unpack(void);
Suite *suite_update(void);
Suite *suite_url(void);
Suite *suite_utf8(void);
Suite *suite_variables(void);
Suite *suite_venvbtest(void);
Suite *suite_version(void);
Suite *suite_wheel(void);
Suite *suite_writer(void);

#endif
