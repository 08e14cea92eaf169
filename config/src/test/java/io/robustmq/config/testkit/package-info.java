/** For the tests of servers: settings made up for a test, and the reference pages that are made of the code. */
package io.robustmq.config.testkit;
