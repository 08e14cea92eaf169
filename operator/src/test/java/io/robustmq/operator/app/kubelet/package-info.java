/**
 * A small kubelet: the pods of a cluster as real processes on this machine, each at a loopback address of its own. What containers would give
 * them, their own files at fixed paths and names in the network, they get by rewriting: each path and name in their settings becomes
 * that of the folder, and the address, that stands for it.
 */
@NullMarked
package io.robustmq.operator.app.kubelet;

import org.jspecify.annotations.NullMarked;
