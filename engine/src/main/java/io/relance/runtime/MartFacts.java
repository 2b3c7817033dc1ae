package io.relance.runtime;

import io.relance.core.ContactId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** The root {@code mart}: what users made out of their own tables about contacts. */
public interface MartFacts {

  /**
   * The values as they are now, computed for all of them at once.
   *
   * @param names which ones; all of them when empty
   */
  Map<ContactId, Map<String, Object>> of(Collection<ContactId> contacts, Set<String> names);

  /** What can be asked for at the moment. */
  Set<String> names();
}
