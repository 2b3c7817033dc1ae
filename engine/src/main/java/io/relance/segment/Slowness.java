package io.relance.segment;

import org.jspecify.annotations.Nullable;

/**
 * Why a rule takes too long.
 *
 * @param path its most expensive part
 * @param table what is read as a whole there for want of an index; absent when that is not it
 * @param estimate how many contacts PostgreSQL expects to find
 */
record Slowness(String path, @Nullable String table, long estimate) {}
