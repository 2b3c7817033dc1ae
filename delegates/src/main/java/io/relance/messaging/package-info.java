/**
 * Messages: the intent to reach one recipient on one channel, the guard before it, the dispatcher
 * that sends it, and its fate.
 */
@NullMarked
package io.relance.messaging;

import org.jspecify.annotations.NullMarked;
