package io.relance.consent;

import io.relance.core.Channel;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import io.relance.core.Rejected;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a statement about consent counts.
 *
 * @param textVersion which wording the person saw, as the form or letter numbers it
 */
public record Grounds(LegalBasis basis, @Nullable String textVersion) {

  /** The person said so; nobody wrote down to what wording. */
  public static final Grounds SAID_SO = new Grounds(LegalBasis.CONSENT, null);

  /** Refuses a grant that this ground does not carry, or that lacks what would prove it. */
  void refuseUnless(Channel channel, Purpose purpose, Map<String, ?> proof) {
    if (!basis.permits(channel, purpose)) {
      throw refused(
          "basis",
          "does not permit " + purpose.word() + " by " + channel.word() + "; ask for consent");
    }
    basis
        .proof()
        .filter(name -> isMissing(proof.get(name)))
        .ifPresent(
            name -> {
              throw refused("proof", "must say what it stands on, under the name " + name);
            });
    if (basis.needsNotice() && (textVersion == null || textVersion.isBlank())) {
      throw refused(
          "textVersion", "must name the words in which the person was told that they may refuse");
    }
  }

  private static boolean isMissing(@Nullable Object value) {
    return value == null || value.toString().isBlank();
  }

  private Rejected refused(String field, String problem) {
    return new Rejected(
            422,
            "consent-invalid",
            "The consent was not recorded on the basis "
                + basis.word()
                + ": "
                + field
                + " "
                + problem
                + ".")
        .with(field, problem);
  }
}
