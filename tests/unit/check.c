/* SPDX-License-Identifier: MIT */
/* The runner of the unit tests. */
#include "tests/unit/check.h"

#include <sys/stat.h>

static Suite *(*const suites[])(void) = {
	suite_activation,
	suite_arena,
	suite_args,
	suite_base64,
	suite_buf,
	suite_bytecode,
	suite_cache,
	suite_child,
	suite_commit,
	suite_config,
	suite_descriptor,
	suite_direct_url,
	suite_discover,
	suite_elf,
	suite_elf_dynamic,
	suite_explain,
	suite_facts,
	suite_fsat,
	suite_hooks,
	suite_host,
	suite_image_index,
	suite_json,
	suite_json_lines,
	suite_link,
	suite_lock,
	suite_nearest,
	suite_option,
	suite_order,
	suite_path,
	suite_pipconf,
	suite_plan,
	suite_plugin,
	suite_policy,
	suite_printable,
	suite_process,
	suite_process_state,
	suite_progress,
	suite_prompt,
	suite_quote,
	suite_record,
	suite_removal,
	suite_rescue,
	suite_run,
	suite_script,
	suite_seed,
	suite_seedpip,
	suite_sha256,
	suite_shebang,
	suite_shell,
	suite_spec,
	suite_tags,
	suite_target,
	suite_trust,
	suite_unpack,
	suite_update,
	suite_url,
	suite_utf8,
	suite_variables,
	suite_venvbtest,
	suite_version,
	suite_wheel,
	suite_writer,
};

int main(void)
{
	SRunner *runner = srunner_create(NULL);
	int failed;

	umask(022); /* modes are compared */
	for (size_t i = 0; i < VB_COUNT(suites); i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
