package io.relance.runtime;

import java.util.List;

/**
 * Port: the people who may open Camunda's webapps. The engine keeps no users of its own; it asks
 * here whether somebody exists.
 */
public interface Administrators {

  List<Administrator> all();

  /** One of them; no password and no address, the engine needs neither. */
  record Administrator(String name, String fullName) {}
}
