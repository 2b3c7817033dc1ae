/** The inbox: everything that comes from outside is a row here before it has any effect. */
@NullMarked
package io.relance.event;

import org.jspecify.annotations.NullMarked;
