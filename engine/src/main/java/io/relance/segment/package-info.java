/** Who belongs together: rules over what is known of contacts, lists, live counts, membership. */
@NullMarked
package io.relance.segment;

import org.jspecify.annotations.NullMarked;
