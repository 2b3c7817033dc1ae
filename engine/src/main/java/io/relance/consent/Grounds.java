package io.relance.consent;

import io.relance.core.LegalBasis;
import org.jspecify.annotations.Nullable;

/**
 * Why a statement about consent counts.
 *
 * @param textVersion which wording the person saw, as the form or letter numbers it
 */
public record Grounds(LegalBasis basis, @Nullable String textVersion) {

  /** The person said so; nobody wrote down to what wording. */
  public static final Grounds SAID_SO = new Grounds(LegalBasis.CONSENT, null);
}
