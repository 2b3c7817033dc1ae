/**
 * What a step of a diagram is to the code behind it: its inputs, its outcome, and the names that
 * diagrams may use.
 */
@NullMarked
package io.relance.process;

import org.jspecify.annotations.NullMarked;
