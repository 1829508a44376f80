# SPDX-License-Identifier: MIT
# VENVB_PLUGIN_INIT([MINOR])
# --------------------------
# For the configure.ac of a plugin of venvb. MINOR is the oldest minor of the contract that it
# needs, as in VENVB_PLUGIN_HEAD(MINOR); 0 if it is left out. Substitutes
#	VENVB_PLUGIN_CFLAGS, VENVB_PLUGIN_LIBS	to compile and to link the module with,
#	VENVB_TEST_CFLAGS, VENVB_TEST_LIBS	for its unit tests,
#	venvb_plugindir				where plugins for everybody belong.
# With libtool, link it with "-module -avoid-version -shared $(VENVB_PLUGIN_LIBS)", and without
# -export-symbols: the version script among these flags is all that a linker takes.
AC_DEFUN([VENVB_PLUGIN_INIT], [
	AC_REQUIRE([PKG_PROG_PKG_CONFIG])
	PKG_CHECK_MODULES([VENVB_PLUGIN], [venvb-plugin])
	PKG_CHECK_MODULES([VENVB_TEST], [venvb-test])
	AC_MSG_CHECKING([whether venvb knows minor m4_default([$1], [0]) of its contract])
	venvb_minor=`$PKG_CONFIG --variable=minor venvb-plugin`
	AS_IF([test "${venvb_minor:-0}" -ge "m4_default([$1], [0])"],
		[AC_MSG_RESULT([yes])],
		[AC_MSG_RESULT([no])
		 AC_MSG_ERROR([the header of this venvb has minor ${venvb_minor:-0}: install a newer venvb])])
	venvb_plugindir=`$PKG_CONFIG --variable=plugindir venvb-plugin`
	AC_SUBST([venvb_plugindir])
])
