package io.robustmq.operator.app.act;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.robustmq.operator.model.naming.Names;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Objects that are as the resource says, always: written by server-side apply, so that what others add to them stays, and what others change
 * of ours is put right; and taken away when nothing asks for them any more.
 */
public final class Passive {
    static final String MANAGER = "robustmq-operator";

    private final KubernetesClient client;

    public Passive(KubernetesClient client) {
        this.client = client;
    }

    public void apply(List<HasMetadata> objects, Names names) {
        for (HasMetadata object : objects) {
            if (isKnown(object)) {
                client.resource(object)
                        .inNamespace(names.namespace())
                        .fieldManager(MANAGER)
                        .forceConflicts()
                        .serverSideApply();
            }
        }
        prune(client.services(), objects, names);
        prune(client.policy().v1().podDisruptionBudget(), objects, names);
        prune(client.network().v1().networkPolicies(), objects, names);
    }

    /** Kinds of others are there where others have brought them. */
    private boolean isKnown(HasMetadata object) {
        boolean foreign =
                !object.getApiVersion().equals("v1") && !object.getApiVersion().matches(".*(\\.k8s\\.io|^policy)/.*");
        return !foreign || client.supports(object.getApiVersion(), object.getKind());
    }

    private static <T extends HasMetadata, L extends KubernetesResourceList<T>> void prune(
            MixedOperation<T, L, ? extends Resource<T>> kind, List<HasMetadata> wanted, Names names) {
        Map<String, String> ours = new TreeMap<>(names.everything());
        ours.put("app.kubernetes.io/managed-by", MANAGER);
        for (T object :
                kind.inNamespace(names.namespace()).withLabels(ours).list().getItems()) {
            boolean stays = wanted.stream()
                    .anyMatch(each -> each.getKind().equals(object.getKind())
                            && each.getMetadata()
                                    .getName()
                                    .equals(object.getMetadata().getName()));
            boolean owned = object.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getUid().equals(names.uid()));
            if (!stays && owned) {
                kind.inNamespace(names.namespace())
                        .withName(object.getMetadata().getName())
                        .delete();
            }
        }
    }
}
