package io.relance.bench;

/**
 * So many pieces of work, done in so many seconds.
 *
 * @param cpu seconds of processor time that this JVM and PostgreSQL spent on it together; 0 where
 *     the machine does not tell
 */
record Run(int done, double seconds, double cpu) {

  double rate() {
    return done / seconds;
  }

  double cpuMillisEach() {
    return cpu * 1000 / done;
  }
}
