package io.relance.datamart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.relance.core.ContactId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * By what words a person may be named in a rule or in a file: external ids and addresses.
 *
 * @param words as they are stored
 */
public record NamedPerson(Set<String> words) {

  /** What is put in a word's place; nobody is called so. */
  public static final String NOBODY = "(erased)";

  public NamedPerson {
    words = Set.copyOf(words);
  }

  /** A contact that is still there. */
  public static NamedPerson of(JdbcClient jdbc, ContactId contact) {
    List<String> found =
        jdbc.sql(
                """
                SELECT external_id FROM contact_name WHERE contact_id = :id
                 UNION
                SELECT a.address
                  FROM contact c CROSS JOIN LATERAL (VALUES (c.email), (c.phone)) AS a(address)
                 WHERE c.id = :id AND a.address IS NOT NULL
                """)
            .param("id", contact.value())
            .query(String.class)
            .list();
    return new NamedPerson(Set.copyOf(found));
  }

  /** Regular expressions that find a word as the whole of a cell. */
  List<String> cells() {
    return words.stream()
        .map(
            word ->
                "(^|[,;|\t\"])\\s*'?"
                    + word.replaceAll("(?U)([^\\w])", "\\\\$1")
                    + "\\s*($|[,;|\t\"\n])")
        .toList();
  }

  /**
   * Takes the words out of what a rule compares with; names of fields and the like are left alone.
   *
   * @param operand the members that hold what somebody typed
   * @return whether there were any
   */
  public boolean takeOutOf(JsonNode rule, String operand) {
    Set<String> sought = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    sought.addAll(words);
    return takeOutOf(rule, operand, sought);
  }

  private static boolean takeOutOf(JsonNode node, String operand, Set<String> sought) {
    boolean found = false;
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        JsonNode value = member.getValue();
        if (operand.equals(member.getKey()) && value.isTextual()) {
          if (sought.contains(value.asText().strip())) {
            member.setValue(TextNode.valueOf(NOBODY));
            found = true;
          }
        } else if (operand.equals(member.getKey()) && value instanceof ArrayNode several) {
          found |= takeOutOfList(several, sought);
        } else {
          found |= takeOutOf(value, operand, sought);
        }
      }
    } else {
      for (JsonNode below : node) {
        found |= takeOutOf(below, operand, sought);
      }
    }
    return found;
  }

  private static boolean takeOutOfList(ArrayNode several, Set<String> sought) {
    boolean found = false;
    for (int i = 0; i < several.size(); i++) {
      if (several.get(i).isTextual() && sought.contains(several.get(i).asText().strip())) {
        several.set(i, TextNode.valueOf(NOBODY));
        found = true;
      }
    }
    return found;
  }
}
