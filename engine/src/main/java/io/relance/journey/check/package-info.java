/** The closed vocabulary: reads a diagram that a stranger drew, and says what is wrong with it. */
@NullMarked
@NamedInterface("check")
package io.relance.journey.check;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
