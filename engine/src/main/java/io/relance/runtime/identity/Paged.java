package io.relance.runtime.identity;

import java.util.List;
import org.camunda.bpm.engine.impl.Page;
import org.jspecify.annotations.Nullable;

/** One page of a list that is short enough to be read whole. */
final class Paged {

  private Paged() {}

  static <T> List<T> of(List<T> all, @Nullable Page page) {
    return page == null
        ? all
        : all.stream().skip(page.getFirstResult()).limit(page.getMaxResults()).toList();
  }
}
