package io.relance.bench;

/**
 * So many pieces of work, done in so many seconds.
 *
 * @param java seconds of processor time that this JVM spent on it; 0 where the machine does not
 *     tell
 * @param postgres seconds of processor time that PostgreSQL spent on it
 */
record Run(int done, double seconds, double java, double postgres) {

  double rate() {
    return done / seconds;
  }

  double cpuMillisEach() {
    return millisEach(java + postgres);
  }

  double millisEach(double cpu) {
    return cpu * 1000 / done;
  }
}
