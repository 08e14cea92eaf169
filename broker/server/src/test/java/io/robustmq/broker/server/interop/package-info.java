/** The clients people use, against the packaged broker: each of them goes through the same stories, over every transport it has. */
package io.robustmq.broker.server.interop;
