/**
 * The operator and the cluster against a real API server, the one that {@code KUBECONFIG} names: {@code mvn verify -Pkubernetes}. Its controllers
 * make the pods; these are processes of the machine that the tests run on ({@link io.robustmq.operator.app.kubelet.Kubelet}), or
 * with {@code -Dnodes=real} containers of real nodes, whose pods this machine has to reach by address.
 */
@NullMarked
package io.robustmq.operator.app.kubernetes;

import org.jspecify.annotations.NullMarked;
