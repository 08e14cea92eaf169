/** The answers to an orchestrator's three questions: has it started, does it live, may clients be sent to it. */
@NullMarked
package io.robustmq.broker.server.health;

import org.jspecify.annotations.NullMarked;
