package io.relance.contact;

import java.util.Map;
import java.util.Optional;

/** Sets of contacts that a feature knows by name, such as segments; an export can be of one. */
public interface ContactSets {

  /** The word before the colon: {@code segment} in {@code segment:vips}. */
  String kind();

  /** The set of this name. */
  Optional<Query> find(String name);

  /**
   * Who belongs to a set.
   *
   * @param sql a SELECT of the ids of contacts, each once
   * @param parameters what its named parameters stand for
   */
  record Query(String sql, Map<String, Object> parameters) {}
}
