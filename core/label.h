/* SPDX-License-Identifier: MIT */
/*
 * What is drawn of a prompt. A prompt is any bytes; a label is what of it may reach a terminal:
 * UTF-8 without control characters, '?' in the place of each other byte. Pure.
 */
#ifndef VB_LABEL_H
#define VB_LABEL_H

#include "core/buf.h"

void vb_label(struct vb_buf *out, const char *prompt);
/* The label with '?' also for whatever some shell gives a meaning when it draws its prompt: this
 * one can stand in a prompt as it is, in every shell and under every option. */
void vb_label_plain(struct vb_buf *out, const char *prompt);
/* The label with each TWICE doubled, for a shell that undoes that when it draws. */
void vb_label_doubled(struct vb_buf *out, const char *prompt, char twice);

#endif
