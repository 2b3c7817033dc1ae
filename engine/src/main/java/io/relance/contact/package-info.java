/** Who can be reached: profiles, their fields, CSV imports and erasure. */
@NullMarked
package io.relance.contact;

import org.jspecify.annotations.NullMarked;
