/**
 * The names that diagrams, delegates and the runtime share: steps and their inputs, messages, timer
 * forms.
 */
@NullMarked
package io.relance.process;

import org.jspecify.annotations.NullMarked;
