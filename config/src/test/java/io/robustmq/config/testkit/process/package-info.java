/** For tests of packaged servers: their processes, which are killed and started again, and what is done to them. */
package io.robustmq.config.testkit.process;
