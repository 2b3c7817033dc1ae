/** The first run: everything inside one process, an inbox to read in, and a clock to move. */
@NullMarked
package io.relance.demo;

import org.jspecify.annotations.NullMarked;
