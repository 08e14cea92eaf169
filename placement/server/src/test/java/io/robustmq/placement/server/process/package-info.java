/** Tests of the packaged application: real processes on loopback, killed and stopped and started again. */
package io.robustmq.placement.server.process;
