/** Identities and values; no logic but validation. */
@NullMarked
package io.relance.core;

import org.jspecify.annotations.NullMarked;
