/** What carries tokens on Camunda's engine; the only users of its internals. */
@NullMarked
package io.relance.runtime;

import org.jspecify.annotations.NullMarked;
