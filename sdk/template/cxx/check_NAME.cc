/* Tests of @NAME@, against a host that <venvb/test.h> makes: no venvb, no Python, no disk. */
#undef NDEBUG
#include <assert.h>
#include <string.h>
#include <venvb/test.h>

static void file_says_what_the_option_says()
{
	venvb_test *test = venvb_test_new(&venvb_plugin);

	venvb_test_option(test, "text", "good morning");
	assert(venvb_test_create(test) == VENVB_OK);
	assert(!strcmp(venvb_test_content(test, "etc/@NAME@.txt"), "good morning\n"));
	venvb_test_free(test);
}

/* Whatever call of the host fails, the run must fail with the host's reason. */
static void every_failure_is_passed_on()
{
	for (uint64_t number = 1;; number++) {
		venvb_test *test = venvb_test_new(&venvb_plugin);
		int32_t code;

		venvb_test_fail_call(test, NULL, number, VENVB_FAILED);
		code = venvb_test_create(test);
		if (venvb_test_calls(test) < number) {
			assert(code == VENVB_OK);
			venvb_test_free(test);
			return;
		}
		assert(code == VENVB_FAILED && *venvb_test_reason(test));
		venvb_test_free(test);
	}
}

int main()
{
	file_says_what_the_option_says();
	every_failure_is_passed_on();
	return 0;
}
