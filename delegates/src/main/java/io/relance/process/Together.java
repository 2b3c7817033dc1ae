package io.relance.process;

import io.relance.core.ContactId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The contacts whose tokens move in the running transaction, each with one process instance: what
 * must be read for one of them is read for all of them at the first ask. Outside of such company
 * everything is read for the one who asks.
 */
public final class Together {

  private final Map<String, ContactId> walks;
  private final Map<Object, Map<Object, @Nullable Object>> known = new HashMap<>();

  private Together(Map<String, ContactId> walks) {
    this.walks = walks;
  }

  /**
   * Does the work in the company of these walks.
   *
   * @param walks contacts by process instance; each contact once
   */
  public static <T> T move(Map<String, ContactId> walks, Supplier<T> work) {
    Object before = TransactionSynchronizationManager.unbindResourceIfPossible(Together.class);
    TransactionSynchronizationManager.bindResource(Together.class, new Together(walks));
    try {
      return work.get();
    } finally {
      TransactionSynchronizationManager.unbindResource(Together.class);
      if (before != null) {
        TransactionSynchronizationManager.bindResource(Together.class, before);
      }
    }
  }

  /** Reads something of a contact; null where there is nothing. */
  public static <V> @Nullable V ofContact(
      Object what, ContactId one, Function<Collection<ContactId>, Map<ContactId, V>> read) {
    return ask(what, one, together -> together.walks.values(), read);
  }

  /** Reads something of a process instance; null where there is nothing. */
  public static <V> @Nullable V ofInstance(
      Object what, String one, Function<Collection<String>, Map<String, V>> read) {
    return ask(what, one, together -> together.walks.keySet(), read);
  }

  /** Whatever was read of this walk and its contact may be different now. */
  public static void changed(String processInstanceId, ContactId contact) {
    Together together = current();
    if (together != null) {
      together
          .known
          .values()
          .forEach(
              answers -> {
                answers.remove(processInstanceId);
                answers.remove(contact);
              });
    }
  }

  @SuppressWarnings("unchecked")
  private static <K, V> @Nullable V ask(
      Object what,
      K one,
      Function<Together, Collection<K>> others,
      Function<Collection<K>, Map<K, V>> read) {
    Together together = current();
    if (together == null) {
      return read.apply(List.of(one)).get(one);
    }
    Map<Object, @Nullable Object> answers = together.known.get(what);
    if (answers == null) {
      answers = new HashMap<>();
      together.known.put(what, answers);
      List<K> all = new ArrayList<>(others.apply(together));
      if (!all.contains(one)) {
        all.add(one);
      }
      note(answers, all, read.apply(all));
    } else if (!answers.containsKey(one)) {
      note(answers, List.of(one), read.apply(List.of(one)));
    }
    return (V) answers.get(one);
  }

  private static <K, V> void note(
      Map<Object, @Nullable Object> answers, Collection<K> asked, Map<K, V> found) {
    asked.forEach(one -> answers.put(one, found.get(one)));
  }

  private static @Nullable Together current() {
    return (Together) TransactionSynchronizationManager.getResource(Together.class);
  }
}
