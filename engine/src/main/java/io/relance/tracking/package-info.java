/** What readers do with messages: opens, clicks, unsubscribing, confirming. */
@NullMarked
package io.relance.tracking;

import org.jspecify.annotations.NullMarked;
