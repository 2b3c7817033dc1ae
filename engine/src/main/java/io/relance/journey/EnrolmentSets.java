package io.relance.journey;

import io.relance.core.BusinessKey;
import io.relance.core.Rejected;
import io.relance.journey.Enrolments.Entry;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lets a set of contacts in while the caller waits: all at once, and when that fails by halves, so
 * that one who cannot enter keeps nobody else out.
 */
@Component
class EnrolmentSets {

  private static final Logger log = LoggerFactory.getLogger(EnrolmentSets.class);

  private final Enrolments enrolments;

  EnrolmentSets(Enrolments enrolments) {
    this.enrolments = enrolments;
  }

  /**
   * What became of a set.
   *
   * @param failed who could not enter, and why
   */
  record Result(Set<BusinessKey> entered, Map<BusinessKey, String> failed) {}

  /**
   * Lets in whoever can enter, each half in a transaction of its own.
   *
   * @param entries each key at most once
   * @throws Rejected when the journey takes nobody
   */
  Result enter(String journey, List<Entry> entries) {
    Result result = new Result(new LinkedHashSet<>(), new LinkedHashMap<>());
    if (!entries.isEmpty()) {
      enter(journey, entries, result);
    }
    return result;
  }

  private void enter(String journey, List<Entry> entries, Result result) {
    try {
      result.entered().addAll(enrolments.enrolAll(journey, entries));
    } catch (Rejected e) {
      throw e;
    } catch (RuntimeException e) {
      if (entries.size() > 1) {
        int half = entries.size() / 2;
        enter(journey, entries.subList(0, half), result);
        enter(journey, entries.subList(half, entries.size()), result);
      } else if (Trouble.passes(e)) {
        throw e;
      } else {
        Entry alone = entries.get(0);
        BusinessKey key = new BusinessKey(journey, alone.contact(), alone.objectId());
        String reason = Trouble.words(e);
        log.warn("{} could not enter: {}", key, reason);
        result.failed().put(key, reason);
      }
    }
  }
}
