package io.relance.bench;

/** One of the things that are measured. */
interface Workload {

  void measure(Server server, Effort effort, Results results);
}
