/** The closed vocabulary: reads a diagram that a stranger drew, and says what is wrong with it. */
@NullMarked
package io.relance.journey.check;

import org.jspecify.annotations.NullMarked;
