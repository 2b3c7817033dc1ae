/** Camunda's webapps know our people: single sign-on, and users read from our own table. */
@NullMarked
package io.relance.runtime.identity;

import org.jspecify.annotations.NullMarked;
