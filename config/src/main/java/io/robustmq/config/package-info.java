/**
 * How every server reads its settings: from a TOML file, the environment and system properties to a checked configuration
 * interface, or to all that is wrong with them at once. A server hands over what is its own as a {@link Program}; the settings
 * themselves are the methods of its {@linkplain io.robustmq.config.Program#mapping() mapping}.
 *
 * <pre>
 *   main ── RunningServer.declare(program) ──► ServerSources: the file, and what follows from it
 *        ── ConfigLoader.load(program, …)  ──► UnknownNames · ValueCheck · Program.relations ──► the mapping
 *                                                        └── Complaint on standard error, exit code 78
 * </pre>
 */
@NullMarked
package io.robustmq.config;

import org.jspecify.annotations.NullMarked;
