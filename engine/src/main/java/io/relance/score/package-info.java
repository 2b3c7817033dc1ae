/**
 * Scores: the table of rules that gives points for what contacts do, the ledger through which every
 * score changes, decay, and thresholds.
 */
@NullMarked
package io.relance.score;

import org.jspecify.annotations.NullMarked;
