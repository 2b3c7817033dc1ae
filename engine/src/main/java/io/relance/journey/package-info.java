/** Journeys: drafts, versions, and the contacts who walk through them. */
@NullMarked
package io.relance.journey;

import org.jspecify.annotations.NullMarked;
