/** Configuration of the database, the web layer and the clock; nobody depends on it. */
@NullMarked
package io.relance.platform;

import org.jspecify.annotations.NullMarked;
