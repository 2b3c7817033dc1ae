package io.relance.datamart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a feature uses what was declared here; what is used cannot be removed. */
public interface Uses {

  /** Something declared. */
  sealed interface Part {

    /** A table, or one column of it. */
    record Of(String table, @Nullable String column) implements Part {}

    /** An aggregate or a formula. */
    record Value(String name) implements Part {}
  }

  /** Names the places for people, such as {@code the segment 'Best customers'}. */
  List<String> of(Part part);
}
