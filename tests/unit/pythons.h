/* SPDX-License-Identifier: MIT */
/*
 * The Python interpreters that tests run for real: those that the variable TEST_PYTHONS lists
 * (separated by ':'), else the newest patch of each version that pyenv keeps and the system's.
 */
#ifndef VB_TESTS_PYTHONS_H
#define VB_TESTS_PYTHONS_H

/* Absolute paths, NULL-terminated, found once; empty where there are none, which is said once. */
const char *const *test_pythons(void);

#endif
