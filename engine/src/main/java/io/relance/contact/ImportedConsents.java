package io.relance.contact;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an import writes down the consents that its file proves. */
public interface ImportedConsents {

  /**
   * Records, in the running transaction, that these contacts agreed; whoever has said yes or no
   * before stays as they were.
   *
   * @param textVersion which wording they saw
   */
  void grant(
      List<ContactId> contacts,
      Channel channel,
      Purpose purpose,
      LegalBasis basis,
      @Nullable String textVersion,
      Map<String, Object> proof);
}
