package io.relance.score;

/**
 * What being inactive costs: after each so many days without activity so many points, but never
 * below a floor.
 */
record Idle(int days, int points, int floor) {}
