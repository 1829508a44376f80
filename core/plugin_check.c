#include "core/plugin_commands.h"
#include "core/switches.h"
static int run(struct vb_create *command, struct vb_err *err)
{
	(void)command;
	return vb_err_set(err, VB_EFAIL, "not yet");
}
const struct vb_command vb_plugin_check_command = {
	.usage = "venvb plugin check [OPTION]... FILE\n"
		 "Tries whether a plugin keeps the contract.",
	.switches = vb_switches_plugin_check,
	.least = 1,
	.most = 1,
	.operands = "FILE",
	.run = run,
};
