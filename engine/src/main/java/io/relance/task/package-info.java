/** Work for people: the call list. */
@NullMarked
package io.relance.task;

import org.jspecify.annotations.NullMarked;
