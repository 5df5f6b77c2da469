/* SPDX-License-Identifier: Apache-2.0 */
  .section .rodata
  .global gonogo_mysqld_preload, gonogo_mysqld_preload_end
gonogo_mysqld_preload:
  .incbin MYSQLD_PRELOAD
gonogo_mysqld_preload_end:
  .section .note.GNU-stack, "", %progbits
