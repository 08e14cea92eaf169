package io.robustmq.journal.storage.record;

/** What a record says beside its value: a name, 0..65,535 bytes of UTF-8, and bytes. */
public record Header(String name, byte[] value) {}
