/**
 * What people and other systems read: SQL read models, free to join over every table. They know
 * tables and, to the right of {@code runtime}, no other feature's classes, so that any feature's
 * pages may use them.
 */
@NullMarked
package io.relance.report;

import org.jspecify.annotations.NullMarked;
