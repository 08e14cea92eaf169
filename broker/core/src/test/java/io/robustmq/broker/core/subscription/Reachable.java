package io.robustmq.broker.core.subscription;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a tree holds in memory: the number of objects of each of its own classes, and the slots of its arrays. */
final class Reachable {
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();

    static Map<String, Integer> from(SubscriptionTree<?> tree) {
        Reachable reachable = new Reachable();
        reachable.visit(tree);
        while (!reachable.open.isEmpty()) {
            reachable.fieldsOf(reachable.open.pop());
        }
        return reachable.counts;
    }

    private void visit(Object object) {
        boolean ours = object != null
                && (object.getClass().isArray()
                        || object.getClass().getPackageName().equals(getClass().getPackageName()));
        if (ours && seen.add(object)) {
            int length = object.getClass().isArray() ? Array.getLength(object) : 1;
            counts.merge(object.getClass().getSimpleName(), length, Integer::sum);
            open.push(object);
        }
    }

    private void fieldsOf(Object object) {
        if (object instanceof Object[] array) {
            for (Object element : array) {
                visit(element);
            }
        }
        for (Class<?> type = object.getClass(); type != null && !type.isArray(); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    visit(valueOf(field, object));
                }
            }
        }
    }

    private static Object valueOf(Field field, Object object) {
        if (!field.getDeclaringClass().getPackageName().equals(Reachable.class.getPackageName())) {
            return null;
        }
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
