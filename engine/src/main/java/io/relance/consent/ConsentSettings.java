package io.relance.consent;

import io.relance.messaging.Tracking;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The rules of the workspace where the law leaves a choice.
 *
 * @param unknownTracking how those are treated who never said whether they may be observed
 */
@ConfigurationProperties("relance.consent")
public record ConsentSettings(@DefaultValue("anonymous") Unknown unknownTracking) {

  /** What silence means. */
  public enum Unknown {
    /** As a no: counted without a name. */
    ANONYMOUS,
    /** As a yes, until the person says no. */
    PERSONAL
  }

  /** What may be seen of somebody who said this of opens and of clicks; null: nothing. */
  public Tracking tracking(@Nullable String opens, @Nullable String clicks) {
    return new Tracking(permits(opens), permits(clicks));
  }

  private boolean permits(@Nullable String said) {
    return said == null ? unknownTracking == Unknown.PERSONAL : said.equals(Status.GRANTED.word());
  }
}
