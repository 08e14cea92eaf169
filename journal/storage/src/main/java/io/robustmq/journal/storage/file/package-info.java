/** The disk, behind two interfaces: a folder and a file in it. */
@NullMarked
package io.robustmq.journal.storage.file;

import org.jspecify.annotations.NullMarked;
