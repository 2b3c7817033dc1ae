/** Steps that change a contact, tell another system or choose a path. */
@NullMarked
package io.relance.action;

import org.jspecify.annotations.NullMarked;
