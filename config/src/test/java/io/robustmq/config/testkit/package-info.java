/** For the tests of servers: settings made up for a test, ports they come back at, and the reference pages that are made of the code. */
package io.robustmq.config.testkit;
