/**
 * Who may be written to: consent with its proof, the suppression list, and the only way to a
 * recipient.
 */
@NullMarked
package io.relance.consent;

import org.jspecify.annotations.NullMarked;
