/** Steps that change a contact's score. */
@NullMarked
package io.relance.scoring;

import org.jspecify.annotations.NullMarked;
