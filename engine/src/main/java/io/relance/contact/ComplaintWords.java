package io.relance.contact;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Says in the reader's language why something of a file was refused. */
@Component
class ComplaintWords {

  static final String KEY = "imports.reason.";

  private final MessageSource messages;

  ComplaintWords(MessageSource messages) {
    this.messages = messages;
  }

  /**
   * @param otherwise what to say where no complaint was noted
   */
  String of(List<Complaint> complaints, String otherwise, Locale locale) {
    return complaints.isEmpty()
        ? otherwise
        : complaints.stream().map(one -> of(one, locale)).collect(Collectors.joining("; "));
  }

  String of(Complaint complaint, Locale locale) {
    List<String> args = new ArrayList<>();
    args.add(complaint.field() == null ? "" : complaint.field());
    args.addAll(complaint.args());
    return String.valueOf(
        messages.getMessage(KEY + complaint.code(), args.toArray(), complaint.text(), locale));
  }

  /** A reason without what was found in one row. */
  String ofKind(String code, String field, Locale locale) {
    return String.valueOf(
        messages.getMessage("imports.kind." + code, new Object[] {field}, code, locale));
  }
}
