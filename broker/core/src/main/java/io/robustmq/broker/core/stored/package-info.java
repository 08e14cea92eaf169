/**
 * The bytes in which messages, and the facts about sessions, stand in storage: which record a message becomes, and which key
 * and value a fact. Pure; reads and writes nothing by itself.
 *
 * <p>Every value begins with the version of its format and carries the full names it is about, so that nothing has to be read
 * out of keys. Numbers are varints (seven bits a byte, the lowest first, the top bit set on all but the last byte; at most ten
 * bytes for 64 bits) unless a layout says otherwise; a text is the varint of its length in bytes and its UTF-8.
 */
@NullMarked
package io.robustmq.broker.core.stored;

import org.jspecify.annotations.NullMarked;
