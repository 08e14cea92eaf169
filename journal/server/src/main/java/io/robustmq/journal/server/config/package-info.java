/** What can be set about a journal server. */
@NullMarked
package io.robustmq.journal.server.config;

import org.jspecify.annotations.NullMarked;
