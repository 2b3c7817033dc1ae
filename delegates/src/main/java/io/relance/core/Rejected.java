package io.relance.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says no to a caller in words that tell what to do. The HTTP status and the stable type are chosen
 * where the rule lives; the web layer only writes them down.
 */
public class Rejected extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;
  private final transient List<Detail> details;

  /**
   * @param type a stable word in kebab case, such as {@code not-found}; part of the API
   */
  public Rejected(int status, String type, String message) {
    this(status, type, message, List.of());
  }

  private Rejected(int status, String type, String message, List<Detail> details) {
    super(message);
    this.status = status;
    this.type = type;
    this.details = details;
  }

  /** The same refusal that also names one field and what is wrong with it. */
  public Rejected with(String field, String message) {
    var more = new ArrayList<>(details);
    more.add(new Detail(field, message));
    return new Rejected(status, type, text(), List.copyOf(more));
  }

  public int status() {
    return status;
  }

  public String type() {
    return type;
  }

  /** What the caller is told. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** The fields at fault; empty when the request as a whole is. */
  public List<Detail> details() {
    return details;
  }

  /** Further members of the answer, by name; empty unless a kind of refusal has some. */
  public Map<String, Object> members() {
    return Map.of();
  }

  /** One field of the request and what is wrong with it. */
  public record Detail(String field, String message) {}
}
