/**
 * The first run: everything that production gets from outside, in this process. Only in the profile
 * {@code demo}.
 */
@NullMarked
package io.relance.demo;

import org.jspecify.annotations.NullMarked;
