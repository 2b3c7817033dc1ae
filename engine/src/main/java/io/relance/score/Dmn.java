package io.relance.score;

/** The names of the DMN file that a table is kept as. */
final class Dmn {

  static final String MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/";
  static final String DI = "https://www.omg.org/spec/DMN/20191111/DMNDI/";
  static final String DC = "http://www.omg.org/spec/DMN/20180521/DC/";

  static final String EVENT_NAME = "event.name";
  static final String POINTS = "points";
  static final String DAYS = "days";

  private Dmn() {}
}
