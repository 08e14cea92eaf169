/** For tests of whoever uses the resources: the manifests, and what an API server would say to a resource. */
package io.robustmq.crds.testkit;
